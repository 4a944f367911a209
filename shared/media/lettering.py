"""The type of our films, shipped with the code: Inter for captions and the slate, EB Garamond for titles.

The one rule: no film depends on what a machine has installed. Both are under the SIL Open Font License (OFL.txt).
"""

from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).resolve().parent / "fonts"
CAPTION_FILE: Final = FONTS / "Inter-SemiBold.otf"
TITLE_FILE: Final = FONTS / "EBGaramond12-Regular.otf"

CAPTION_FAMILY: Final = "Inter Semi Bold"
TITLE_FAMILY: Final = "EB Garamond 12"
