"""What no font can draw is told to whoever waits for the film."""

from functions.post_processor.agent import LocalRoom


def test_the_cutting_room_knows_what_it_cannot_write() -> None:
    room = LocalRoom()
    assert room.unwritable("plain 'words' {\\an8}") == ""
    assert room.unwritable("naïve 😀👍🏽 مرحبا 你好") == ""
    assert room.unwritable("runes: ᚠᚢᚠ") == "ᚠᚢ"
