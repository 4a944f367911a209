"""The picture that goes with an order, as text inside the one request: no upload goes before it.

The one rule: what does not fit is made smaller, always in the same way, so that equal orders stay equal requests.
"""

import base64
from pathlib import Path
from typing import Final

_QUALITY: Final = (92, 80, 65)
_SIDES: Final = (1920, 1280, 960, 640)


def data_uri(picture: Path, most_chars: int) -> str:
    mime, content = fitted(picture, most_chars * 3 // 4 - 64)
    return f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"


def fitted(picture: Path, most_bytes: int) -> tuple[str, bytes]:
    """The file as it is when it is a PNG or a JPEG that fits, else the best JPEG that does."""
    import io

    from PIL import Image

    with Image.open(picture) as image:
        kind = {"PNG": "image/png", "JPEG": "image/jpeg"}.get(image.format or "")
        if kind and picture.stat().st_size <= most_bytes:
            return kind, picture.read_bytes()
        whole = image.convert("RGB")
    for side in _SIDES:
        smaller = whole.copy()
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in _QUALITY:
            written = io.BytesIO()
            smaller.save(written, "JPEG", quality=quality)
            if written.tell() <= most_bytes:
                return "image/jpeg", written.getvalue()
    raise ValueError(f"{picture.name} cannot be made small enough for the request")
