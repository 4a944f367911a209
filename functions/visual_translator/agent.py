"""Visual translator: the storyboard meets the measured speech; every shot gets its final length and its prompt."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from shared.model.job import PRESETS, Options
from shared.model.joints import joints_of, listed
from shared.model.storyboard import Scene, Shot, Storyboard
from shared.model.timeline import frames_ms, frames_of, speech_ms, to_frames
from shared.money import preparation
from shared.pipeline.shelf import read_paper, write_json, write_paper
from shared.pipeline.work import Agent, Made, Work
from shared.writing.desk import file_scene

if TYPE_CHECKING:
    from shared.writing.brand import Look

VERSION = 3
TOLD = 40  # of a brand's matches, on the job


def key(work: Work) -> Any:
    from functions.visual_translator.limits import AS_OF
    from shared.writing import brand

    board = work.recall("board")
    spoken = [work.recall(f"voice-{scene}")["lines"] for scene in board["scenes"]]
    options = work.options
    looks = brand.state(work.platform, work.owner, options.brand)
    wishes = [options.fps, options.aspect, options.preset, options.seed]
    logo = brand.logo(work.platform, work.owner, options.brand)
    return [VERSION, AS_OF, board["storyboard"], spoken, *wishes, looks, logo]


def make(work: Work) -> Made:
    from shared.writing import brand

    board = work.recall("board")
    drawn = read_paper(work, str(board["storyboard"]), Storyboard)
    look = brand.agree(work.platform, work.owner, work.options.brand, drawn, work.unit.job)
    storyboard = look.dressed(drawn)
    lengths: dict[str, int] = {}
    warnings: list[str] = []
    for scene_id in board["scenes"]:
        voice = work.recall(f"voice-{scene_id}")
        lengths |= {line: spoken["ms"] for line, spoken in voice["lines"].items()}
        warnings += [warning for warning in voice["warnings"] if warning not in warnings]
    warnings += _two_voices(drawn, {scene: work.recall(f"voice-{scene}")["lines"] for scene in board["scenes"]})
    fitted = storyboard.model_copy(
        update={"scenes": tuple(_timed(scene, lengths, work.options.fps) for scene in storyboard.scenes)}
    )
    fps = work.options.fps
    result = {
        "prompts": write_json(work, "prompts", _prompts(fitted, work.options, look)),
        "storyboard": write_paper(work, "storyboards", fitted),
        "sheets": {scene.id: file_scene(work, scene, fitted) for scene in fitted.scenes},
        "scenes": [scene.id for scene in fitted.scenes],
        "shots": {scene.id: [shot.id for shot in scene.shots] for scene in fitted.scenes},
        "ms": fitted.duration_ms,
        "logo": brand.logo(work.platform, work.owner, work.options.brand),
        **listed(joints_of(fitted.scenes, {shot.id: frames_of(shot, fps) for shot in fitted.shots}, fps)),
    }
    told: dict[str, Any] = {
        "scenes": len(fitted.scenes),
        "shots": len(fitted.shots),
        "warnings": [*work.job["warnings"], *warnings],
    }
    if work.options.voices != "local":
        told["spent"] = sum(preparation.taken_for(work.platform, work.unit.job, work.unit.revision).values())
    if look.matches:
        told["brand"] = [match.told() for match in look.matches[:TOLD]]
    return Made(result, job=told)


def _two_voices(storyboard: Storyboard, spoken: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Whoever was hired may have left in the middle of the film."""
    heard: dict[str, set[str]] = {}
    for scene in storyboard.scenes:
        for line in (line for shot in scene.shots for line in shot.lines):
            by = spoken[scene.id].get(line.id, {}).get("by", "none")
            heard.setdefault(line.speaker, set()).update({by} - {"none"})
    for speaker, engines in heard.items():
        if len(engines) > 1:
            who = speaker or "The narrator"
            yield f"{who} is heard in two voices in this film: {' and '.join(sorted(engines))}."


def _prompts(storyboard: Storyboard, options: Options, look: "Look") -> dict[str, dict[str, Any]]:
    """What each backend would be told of each shot, and each model of it that can be told something else."""
    from functions.visual_translator.limits import BACKENDS, LIMITS, MODELS
    from functions.visual_translator.prompts import prompts_for

    ratio = options.aspect or PRESETS[options.preset].aspect
    told: dict[str, dict[str, Any]] = {}
    for scene in storyboard.scenes:
        for shot in scene.shots:
            prompts = prompts_for(shot, scene, storyboard, LIMITS, ratio=ratio, seed=options.seed, look=look)
            mine = {backend: prompts[backend] for backend in BACKENDS}
            for backend, models in MODELS.items():
                mine |= {model: prompts[model] for model in models if prompts[model] != prompts[backend]}
            told[shot.id] = {name: asdict(prompt) for name, prompt in mine.items()}
    return told


def _timed(scene: Scene, lengths: dict[str, int], fps: int) -> Scene:
    return scene.model_copy(update={"shots": tuple(_fitted(shot, lengths, fps) for shot in scene.shots)})


def _fitted(shot: Shot, lengths: dict[str, int], fps: int) -> Shot:
    """Long enough for what is said in it, and a whole number of frames."""
    needed = max(shot.duration_ms, speech_ms(shot, lengths))
    return shot.model_copy(update={"duration_ms": frames_ms(to_frames(needed, fps), fps)})


AGENT = Agent("visual_translator", make, key)
