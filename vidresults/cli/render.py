"""`vidresults render`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from vidresults.cli.app import say
from vidresults.cli.cut_options import CUT, STILLS, cut_options, given_options, still_options
from vidresults.cli.options import (
    READING,
    document_option,
    loaded_if_small,
    open_result,
    out_option,
    reading_options,
    refuse_overwriting,
    say_defects,
    selection_options,
)
from vidresults.cli.progress import bar
from vidresults.cli.render_options import (
    ENCODING,
    encoding_options,
    look_options,
    source_options,
)
from vidresults.cli.track_options import track_option, tracked

# Samples outside of a part may still be shown, or be paths of what is covered, within it: so
# start and end are no selection here.
_DRAWING = ("between", "longest_gap", "blur", "pixelate", "zones", "side_by_side", "rate", "stream",
            "start_seconds", "end_seconds")  # fmt: skip
_ONLY = {"video": (*ENCODING, *CUT), "stills": STILLS}


@click.command()
@click.argument("result")
@click.argument("video", required=False)
@out_option
@look_options
@encoding_options
@source_options
@cut_options
@still_options
@track_option
@document_option
@reading_options
@selection_options
def command(
    *,
    result: str,
    video: str | None,
    out: str,
    style: str | None,
    document: str | None,
    stills: bool,
    track_method: str | None,
    **options: Any,
) -> None:
    """Draw RESULT onto VIDEO: an mp4 with the same frames at the same times, and the audio.

    RESULT is a result file, FILE#NAME, a folder of tables, job:ID, or - for standard input. VIDEO
    may be a folder of numbered images; without it, the frames are black. --start and --end cut
    the video, which then begins at 0, and --only-with keeps the stretches with a class. A name
    that ends in .gif or .webp makes a preview, of the first 10 seconds unless there is an --end.
    --stills makes pictures of the frames --at some times, or of those with most objects.
    """
    from vidresults.render import Style, render, render_stills
    from vidresults.render.outputs import kind_of, refuse_misfits

    refuse_misfits("stills" if stills else kind_of(Path(out)), given_options())
    refuse_overwriting(out, result, *([video] if video else []))
    look = Style.from_toml(style) if style else None
    how = {name: options.pop(name) for name in READING}
    # What is not drawn, such as persons of low confidence, is to be covered all the same.
    found = loaded_if_small(result, open_result(result, document=document, **how))
    whole = tracked(found, track_method)
    drawing = {name: options.pop(name) for name in _DRAWING}
    drawing |= {"style": look, "covered": whole}
    only = {kind: {name: options.pop(name) for name in names} for kind, names in _ONLY.items()}
    wanted = {name: value for name, value in options.items() if value not in (None, ())}
    source = whole.select(**wanted) if wanted else whole
    with bar("stills" if stills else "frames") as progress:
        if stills:
            pictures = render_stills(
                source, video, out, **drawing, **only["stills"], progress=progress
            )
            names = ", ".join(still.path.name for still in pictures.stills)
            done, notes = f"wrote {pictures.path} ({names})", pictures.notes
        else:
            report = render(source, video, out, **drawing, **only["video"], progress=progress)
            done, notes = f"wrote {report.path} ({report.frames} frames)", report.notes
    for line in (done, *(f"note: {note}" for note in notes)):
        say(line)
    if how["lenient"]:
        say_defects(source)
