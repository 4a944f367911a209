"""Publishes the storyboard format as JSON Schema: python -m scripts.samples.publish

The one rule: the file is made and never edited.
"""

import json
from pathlib import Path
from typing import Final

from functions.ingest.reading.board_schema import schema

PAGE: Final = Path(__file__).with_name("schema") / "storyboard.schema.json"


def published() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(published(), "utf-8")
    print(PAGE)
