"""Small price books, shots and questions for the tests of the bank."""

from datetime import date

from shared.model.storyboard import Scene, Shot, Size, Storyboard
from shared.money.book import Book
from shared.money.book_reading import house_book, read_book
from shared.money.book_standing import everyone
from shared.money.quote import AUTO, Wanted

TODAY = date(2026, 11, 21)

SMALL = """schema: 1
dated: 2026-11-01
name: small
contingency_percent: 10
drawing: 0.3
sources:
  us: {says: a test, kind: memory, dated: 2026-11-01}
backends:
  runway:
    keys: [runway-api-key]
    per_minute: 10
    at_once: 2
    models:
      best:
        quality: 0.9
        latency_s: 60
        endpoints:
          t2v: {seconds: 2-10, ratios: {"16:9": "1280:720"}}
          i2v: {seconds: 2-10, ratios: {"16:9": "1280:720", "1:1": "960:960"}}
        resolutions:
          720p: {per_second: 0.10, most_per_second: 0.12}
        source: us
      from_a_picture:
        quality: 0.8
        latency_s: 60
        endpoints:
          i2v: {seconds: 2-10, ratios: {"16:9": "1280:720"}}
        resolutions:
          720p: {per_second: 0.05}
        source: us
  veo:
    keys: [gemini-api-key, A_PROJECT+A_PLACE]
    per_minute: 10
    at_once: 2
    models:
      steps:
        quality: 0.8
        latency_s: 60
        endpoints:
          t2v: {seconds: [4, 6, 8], ratios: {"16:9": "16:9", "9:16": "9:16"}}
        resolutions:
          720p: {per_second: 0.06}
          1080p: {per_second: 0.08}
        source: us
      its_own_key:
        quality: 0.85
        latency_s: 60
        keys: [A_PROJECT+A_PLACE]
        endpoints:
          t2v: {seconds: [4, 6, 8], ratios: {"16:9": "16:9", "9:16": "9:16"}}
        resolutions:
          720p: {per_second: 0.07}
        source: us
  keyframe:
    keys: [gemini-api-key]
    per_minute: 10
    at_once: 2
    models:
      picture:
        quality: 0.5
        latency_s: 10
        endpoints:
          still: {ratios: {"16:9": "16:9"}}
        resolutions:
          1K: {lines: 768, base: 0.04}
        source: us
"""


def small(*changes: tuple[str, str]) -> Book:
    text = SMALL
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return read_book(text.encode(), "small.yaml")


def seed() -> Book:
    return house_book("seed")


def wanted(
    book: Book,
    *,
    who: frozenset[str] | None = None,
    frame: tuple[int, int] = (1280, 720),
    only: str = AUTO,
    pictured: bool = False,
    gone: frozenset[str] = frozenset(),
    ailing: frozenset[str] = frozenset(),
    today: date = TODAY,
) -> Wanted:
    asked = everyone(book) if who is None else who
    return Wanted(frame=frame, today=today, open=asked, only=only, pictured=pictured, gone=gone, ailing=ailing)


def a_shot(at: int = 1, ms: int = 5_000, size: Size = "wide", characters: tuple[str, ...] = ()) -> Shot:
    return Shot(
        id=f"s01-a{at}",
        number=f"1.{at}",
        size=size,
        move="static",
        duration_ms=ms,
        picture="A street.",
        characters=characters,
    )


def shots(*lengths: int) -> list[Shot]:
    return [a_shot(at, ms) for at, ms in enumerate(lengths, 1)]


def a_board(made: list[Shot]) -> Storyboard:
    return Storyboard(
        title="A street",
        language="en",
        mood="calm",
        scenes=(Scene(id="s01", heading="EXT. STREET", place="street", shots=tuple(made)),),
    )
