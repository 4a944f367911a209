"""Visual translator: the storyboard meets the measured speech; every shot gets its final length and its prompt."""

from dataclasses import asdict
from typing import Any

from functions.visual_translator.limits import AS_OF, LIMITS
from functions.visual_translator.prompts import prompt_for
from shared.model.job import PRESETS, Options
from shared.model.joints import joints_of, listed
from shared.model.storyboard import Scene, Shot, Storyboard
from shared.model.timeline import frames_ms, frames_of, speech_ms, to_frames
from shared.pipeline.shelf import read_paper, write_json, write_paper
from shared.pipeline.work import Agent, Made, Work
from shared.writing.desk import file_scene

VERSION = 2


def key(work: Work) -> Any:
    board = work.recall("board")
    spoken = [work.recall(f"voice-{scene}")["lines"] for scene in board["scenes"]]
    options = work.options
    return [VERSION, AS_OF, board["storyboard"], spoken, options.fps, options.aspect, options.preset, options.seed]


def make(work: Work) -> Made:
    board = work.recall("board")
    storyboard = read_paper(work, str(board["storyboard"]), Storyboard)
    lengths: dict[str, int] = {}
    warnings: list[str] = []
    for scene_id in board["scenes"]:
        voice = work.recall(f"voice-{scene_id}")
        lengths |= {line: spoken["ms"] for line, spoken in voice["lines"].items()}
        warnings += [warning for warning in voice["warnings"] if warning not in warnings]
    fitted = storyboard.model_copy(
        update={"scenes": tuple(_timed(scene, lengths, work.options.fps) for scene in storyboard.scenes)}
    )
    fps = work.options.fps
    result = {
        "prompts": write_json(work, "prompts", _prompts(fitted, work.options)),
        "storyboard": write_paper(work, "storyboards", fitted),
        "sheets": {scene.id: file_scene(work, scene, fitted) for scene in fitted.scenes},
        "scenes": {scene.id: [shot.id for shot in scene.shots] for scene in fitted.scenes},
        "ms": fitted.duration_ms,
        **listed(joints_of(fitted.scenes, {shot.id: frames_of(shot, fps) for shot in fitted.shots}, fps)),
    }
    told = {
        "scenes": len(fitted.scenes),
        "shots": len(fitted.shots),
        "warnings": [*work.job["warnings"], *warnings],
    }
    return Made(result, job=told)


def _prompts(storyboard: Storyboard, options: Options) -> dict[str, dict[str, Any]]:
    """What each provider would be told of each shot, under that provider's limits."""
    ratio = options.aspect or PRESETS[options.preset].aspect
    return {
        shot.id: {
            provider: asdict(prompt_for(shot, scene, storyboard, limits, ratio=ratio, seed=options.seed))
            for provider, limits in LIMITS.items()
        }
        for scene in storyboard.scenes
        for shot in scene.shots
    }


def _timed(scene: Scene, lengths: dict[str, int], fps: int) -> Scene:
    return scene.model_copy(update={"shots": tuple(_fitted(shot, lengths, fps) for shot in scene.shots)})


def _fitted(shot: Shot, lengths: dict[str, int], fps: int) -> Shot:
    """Long enough for what is said in it, and a whole number of frames."""
    needed = max(shot.duration_ms, speech_ms(shot, lengths))
    return shot.model_copy(update={"duration_ms": frames_ms(to_frames(needed, fps), fps)})


AGENT = Agent("visual_translator", make, key)
