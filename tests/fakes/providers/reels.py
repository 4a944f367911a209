"""What the fakes deliver: small real clips and stills, good ones and bad ones.

The one rule: each kind is made once and kept; what makes a request's own file is a few bytes at its end.
"""

import subprocess
import threading
from pathlib import Path
from typing import Final

RATE: Final = 12
_COLOURS: Final = ("0x305080", "0x704030", "0x306048", "0x604070")
_making = threading.Lock()


def clip(shelf: Path, kind: str, width: int, height: int, seconds: float, variant: int, mark: str) -> bytes:
    """kind: good, black or frozen. Two requests never get the same bytes."""
    place = shelf / f"{kind}-{width}x{height}-{seconds:g}-{variant % len(_COLOURS)}.mp4"
    with _making:
        if not place.exists():
            _film(place, kind, width, height, seconds, variant % len(_COLOURS))
    words = mark.encode()
    return place.read_bytes() + (8 + len(words)).to_bytes(4, "big") + b"free" + words


def still(kind: str, width: int, height: int, variant: int, mark: str) -> bytes:
    import io

    from PIL import Image, ImageDraw, PngImagePlugin

    picture = Image.new("RGB", (width, height), (0, 0, 0))
    if kind != "black":
        colour = _COLOURS[variant % len(_COLOURS)]
        base = tuple(int(colour[place : place + 2], 16) for place in (2, 4, 6))
        draw = ImageDraw.Draw(picture)
        for y in range(0, height, 8):
            shade = tuple(min(255, part + y * 120 // height) for part in base)
            draw.rectangle((0, y, width, y + 8), fill=shade)
        draw.ellipse((width // 4, height // 4, width // 2, height * 3 // 4), fill=(230, 210, 160))
    told = PngImagePlugin.PngInfo()
    told.add_text("request", mark)
    written = io.BytesIO()
    picture.save(written, "PNG", pnginfo=told)
    return written.getvalue()


def _film(place: Path, kind: str, width: int, height: int, seconds: float, variant: int) -> None:
    from imageio_ffmpeg import get_ffmpeg_exe

    place.parent.mkdir(parents=True, exist_ok=True)
    size = f"s={width}x{height}:r={RATE}:d={seconds:g}"
    source = {
        "good": f"gradients={size}:c0={_COLOURS[variant]}:c1=0xe0d8b0:speed=0.05:seed={variant + 1}",
        "black": f"color=c=black:{size}",
        "frozen": f"color=c={_COLOURS[variant]}:{size}",
    }[kind]
    draw = "drawbox=x=iw/4:y=ih/4:w=iw/3:h=ih/3:color=0xd0c090:t=fill" if kind == "frozen" else "null"
    unfinished = place.with_suffix(".part.mp4")
    command = [get_ffmpeg_exe(), "-v", "error", "-y", "-f", "lavfi", "-i", source, "-vf", draw]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-pix_fmt", "yuv420p"]
    command += ["-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact", str(unfinished)]
    subprocess.run(command, check=True, timeout=120)
    unfinished.rename(place)
