// Builds ../assets from src: one script, one stylesheet, and the notices of what is inside them.
import { build } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";

const OUT = new URL("../assets/", import.meta.url).pathname;
const PACKAGES = ["@uwdata/flechette", "uplot"];

await build({
  entryPoints: { page: "src/main.ts" },
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome111", "firefox115", "safari16.4"],
  legalComments: "none",
  charset: "ascii",
  logLevel: "warning",
});

const notices = PACKAGES.map((name) => {
  const about = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  const license = readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim();
  return `${about.name} ${about.version}\n\n${license}\n`;
});
writeFileSync(`${OUT}NOTICES.txt`, notices.join(`\n${"-".repeat(72)}\n\n`));
