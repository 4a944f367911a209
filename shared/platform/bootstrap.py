"""Which platform a process runs on. Functions in the cloud ask for none and get Google's.

The one rule: one platform a process, chosen before the first message.
"""

from shared.platform.ports import Platform

_chosen: Platform | None = None


def use(platform: Platform) -> None:
    global _chosen
    _chosen = platform


def platform() -> Platform:
    if _chosen is None:
        from shared.platform.gcp.machine import machine

        use(machine())
    assert _chosen is not None, "just chosen"
    return _chosen
