"""What a shot's and a scene's facts are called on paper.

The one rule: plain words, and the same on the sheet as on the page.
"""

from shared.model.storyboard import END, Scene, Shot


def plain(name: str) -> str:
    return name.replace("_", " ")


def counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def seconds(duration_ms: int) -> str:
    if duration_ms < 60_000:
        return f"{duration_ms / 1000:.1f} s"
    minutes, rest = divmod(round(duration_ms / 1000), 60)
    return f"{minutes} min {rest:02d} s"


def framing_words(shot: Shot) -> str:
    angle = "" if shot.angle == "eye" else f", {shot.angle} angle"
    move = "" if shot.move == "static" else f", {plain(shot.move)}"
    return f"{plain(shot.size)}{angle}{move}"


def scene_name(scene: Scene) -> str:
    return scene.heading or scene.place or ("End card" if scene.id == END else "Scene")


def scene_number(scene: Scene) -> str:
    """As its shots are counted."""
    return scene.shots[0].number.partition(".")[0]


def scene_words(scene: Scene) -> str:
    side = {True: "inside", False: "outside", None: ""}[scene.interior]
    score = {"": "", "none": "no music"}.get(scene.music, f"music: {scene.music}")
    when = "" if scene.time_of_day == "unknown" else scene.time_of_day
    entered = "" if scene.transition == "cut" else f"by {plain(scene.transition)}"
    length = seconds(sum(shot.duration_ms for shot in scene.shots))
    return " · ".join(fact for fact in (side, when, scene.weather, scene.mood, score, entered, length) if fact)


def seen_words(shot: Shot) -> str:
    """What is in the picture, unless that is no more than who speaks or what is said."""
    said = " ".join(line.text for line in shot.lines)
    speakers = {line.speaker for line in shot.lines}
    return "" if shot.picture in speakers or (said and shot.picture in said) else shot.picture


def said_words(shot: Shot) -> str:
    return " ".join(f"{line.speaker or 'Narrator'}: {line.text}" for line in shot.lines)
