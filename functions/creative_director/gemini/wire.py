"""One question to Gemini over the official SDK: sent once, never again by itself.

The one rule: whatever happens ends as an answer or as Trouble, which says in a person's words what went wrong and what
it may have cost. No key and no word of the provider's goes into either.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from functions.creative_director.gemini.book import Access, price
from shared.model.money import Micros

if TYPE_CHECKING:
    from google.genai import Client, types

STOPPED: Final = frozenset({"STOP", "FINISH_REASON_UNSPECIFIED"})


@dataclass(frozen=True, slots=True)
class Question:
    instructions: str
    turns: tuple[tuple[str, str], ...]  # (user | model, text)
    schema: dict[str, Any]
    schema_size: int
    most_said: int
    seed: int

    @property
    def most_read(self) -> int:
        """Tokens that this can be at most: no token is shorter than a byte. A little for what surrounds each turn."""
        texts = [self.instructions, *(text for _, text in self.turns)]
        return sum(len(text.encode()) for text in texts) + self.schema_size + 64 * (len(self.turns) + 1)


@dataclass(frozen=True, slots=True)
class Answered:
    text: str
    billed: Micros | None  # None: the provider does not say
    finish: str
    blocked: str = ""


class Trouble(Exception):
    """No answer. `billed` is what it cost; None when nobody knows."""

    def __init__(self, sentence: str, billed: Micros | None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.billed = billed


def ask(access: Access, question: Question) -> Answered:
    import httpx
    from google.auth.exceptions import GoogleAuthError
    from google.genai import errors

    try:
        client = _client(access)
    except Exception as error:  # nothing has left this machine
        raise Trouble("Gemini cannot be asked: no credentials were found for it.", 0) from _bare(error)
    try:
        response = _answer(client, access, question)
    except errors.APIError as error:
        raise _refusal(access, int(error.code or 0)) from _bare(error)
    except GoogleAuthError as error:
        raise Trouble("Gemini cannot be asked: our credentials were not accepted.", 0) from _bare(error)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Trouble("Gemini could not be reached.", 0) from _bare(error)
    except httpx.TimeoutException as error:
        raise Trouble(f"Gemini did not answer within {access.model.patience_s} s.", None) from _bare(error)
    except httpx.TransportError as error:
        raise Trouble("The connection to Gemini broke before it had answered.", None) from _bare(error)
    except Exception as error:  # an answer that the SDK itself cannot read: it was taken, and may be billed
        raise Trouble("Gemini answered something that cannot be read.", None) from _bare(error)
    finally:
        client.close()
    return _read(access, response)


def _bare(error: Exception) -> Exception:
    """The kind of an error without its words: they are the provider's, and might repeat what we sent."""
    return RuntimeError(type(error).__name__)


def _client(access: Access) -> "Client":
    from google import genai
    from google.genai import types

    options = types.HttpOptions(
        timeout=access.model.patience_s * 1000, retry_options=types.HttpRetryOptions(attempts=1)
    )
    if access.key:
        return genai.Client(vertexai=False, api_key=access.key, http_options=options)
    return genai.Client(vertexai=True, project=access.project, location=access.location, http_options=options)


def _answer(client: "Client", access: Access, question: Question) -> "types.GenerateContentResponse":
    from google.genai import types

    config = types.GenerateContentConfig(
        system_instruction=question.instructions,
        response_mime_type="application/json",
        response_json_schema=question.schema,
        max_output_tokens=question.most_said,
        candidate_count=1,
        seed=question.seed,
        thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel(access.model.thinking)),
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )
    turns = [types.Content(role=role, parts=[types.Part(text=text)]) for role, text in question.turns]
    return client.models.generate_content(model=access.model.name, contents=turns, config=config)


def _refusal(access: Access, code: int) -> Trouble:
    """A request that ends in 4xx or 5xx is not billed; one that ran into a time limit may have been worked on."""
    if code == 429:
        return Trouble("Gemini is too busy for us just now (429).", 0)
    if code in (401, 403):
        return Trouble(f"Gemini does not accept our key or project ({code}).", 0)
    if code == 404:
        return Trouble(f"Gemini has no model {access.model.name} (any more).", 0)
    if code in (408, 499, 504):
        return Trouble(f"Gemini did not answer in time ({code}).", None)
    if 400 <= code < 500:
        return Trouble(f"Gemini did not accept the request ({code}).", 0)
    if code >= 500:
        return Trouble(f"Gemini is out of order ({code}).", 0)
    return Trouble("Gemini answered something that cannot be read.", None)


def _read(access: Access, response: "types.GenerateContentResponse") -> Answered:
    feedback = response.prompt_feedback
    blocked = _word(feedback.block_reason) if feedback and feedback.block_reason else ""
    candidate = response.candidates[0] if response.candidates else None
    parts: Iterable[types.Part] = (candidate.content.parts or ()) if candidate and candidate.content else ()
    text = "".join(part.text for part in parts if part.text and not part.thought)
    finish = _word(candidate.finish_reason) if candidate and candidate.finish_reason else ""
    return Answered(text, _billed(access, response.usage_metadata), finish, blocked)


def _billed(access: Access, usage: "types.GenerateContentResponseUsageMetadata | None") -> Micros | None:
    if usage is None or usage.prompt_token_count is None:
        return None
    read = usage.prompt_token_count + (usage.tool_use_prompt_token_count or 0)
    said = (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)
    return price(access.model, max(read, 0), max(said, (usage.total_token_count or 0) - read, 0))


def _word(reason: Any) -> str:
    """One word of an enumeration, whatever came over the wire."""
    said = str(getattr(reason, "value", reason))[:40]
    return said if said.replace("_", "").isalnum() else "OTHER"
