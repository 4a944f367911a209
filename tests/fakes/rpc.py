"""A gRPC server from plain functions: what the fakes of Google's services stand on.

The one rule: requests and answers are the official messages, in the official encoding; the real client talks to it.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc

Method = tuple[Callable[[Any], Any], Any, Any]
"""What answers, the type of its request, and the type of its answer (None is google.protobuf.Empty)."""


class Refusal(Exception):
    """An answer that is an error, with the status that the real service gives."""

    def __init__(self, code: grpc.StatusCode, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class RpcServer:
    """Listens on a free port of this machine from `start` until `stop`."""

    def __init__(self, service: str, methods: Mapping[str, Method]) -> None:
        self._crew = ThreadPoolExecutor(8)
        self._server = grpc.server(self._crew)
        handlers = {name: _handler(*method) for name, method in methods.items()}
        self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, handlers),))
        self.port: int = self._server.add_insecure_port("127.0.0.1:0")

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop(grace=None).wait(5)
        self._crew.shutdown(wait=False)


def _handler(answer: Callable[[Any], Any], request: Any, reply: Any) -> Any:
    def behave(asked: Any, context: Any) -> Any:
        try:
            return answer(asked)
        except Refusal as refusal:
            context.abort(refusal.code, refusal.sentence)

    encode = reply.serialize if reply is not None else lambda _: b""
    return grpc.unary_unary_rpc_method_handler(
        behave, request_deserializer=request.deserialize, response_serializer=encode
    )
