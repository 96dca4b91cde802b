"""A Ray cluster on this machine: a head without CPUs, and nodes of one CPU each.

It lives in a process of its own, so that what Ray leaves open there is not the tests'. Run as a
program it starts the head and two nodes, and answers each line on its input with a line: the
address, and the process ids of the nodes' raylets. A line "node" adds a node before; the end of
the input ends the cluster.
"""

import contextlib
import json
import os
import subprocess
import sys

import psutil

_BUSY = ("ray::do_watched", "ray::MapBatches")  # as Ray calls its workers meanwhile


class RayCluster:
    """The cluster, as the tests see it."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "RAY_USAGE_STATS_ENABLED": "0"},
            text=True,
        )
        self._told = self._ask("")

    @property
    def address(self):
        return self._told["address"]

    @property
    def raylets(self):
        """Process ids of the raylets of the nodes that do jobs."""
        return self._told["raylets"]

    def workers(self):
        """Processes that do a job just now."""
        found = []
        for pid in self.raylets:
            with contextlib.suppress(psutil.NoSuchProcess):
                found += [w for w in psutil.Process(pid).children() if _title(w).startswith(_BUSY)]
        return found

    def add_node(self):
        self._told = self._ask("node")

    def end(self):
        self._process.communicate()

    def _ask(self, line):
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        while not (answer := self._process.stdout.readline()).startswith("{"):
            assert answer, "the cluster ended"
        return json.loads(answer)


def _title(process):
    try:
        return process.cmdline()[0]
    except (psutil.NoSuchProcess, IndexError):
        return ""


def main():
    import ray
    from ray.cluster_utils import Cluster

    # A node whose raylet is gone is given up after a second, not after a quarter of a minute.
    quick = {"health_check_period_ms": 500, "health_check_failure_threshold": 2}
    head = {"num_cpus": 0, "_system_config": quick, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    for line in sys.stdin:
        if line.strip() == "node":
            nodes.append(cluster.add_node(num_cpus=1))
        pids = [one.process.pid for node in nodes for one in node.all_processes.get("raylet", [])]
        told = {"address": cluster.address, "raylets": pids, "ray": ray.__version__}
        print(json.dumps(told), flush=True)  # noqa: T201 - the answer
    cluster.shutdown()


if __name__ == "__main__":
    main()
