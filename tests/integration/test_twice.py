"""Every message may come twice. The second one finds somebody at work, or the work done, and changes nothing."""

from shared.platform.ports import Document
from tests.integration.films import SCRIPT
from tests.integration.house import House
from tests.integration.patience import until
from tests.integration.witness import Witness

UPLOAD = "scripts/yves/doors.fountain"


def test_while_the_work_is_done_its_message_comes_twice_more(cloud: House, undisturbed: Document) -> None:
    cloud.upload(UPLOAD, SCRIPT, size="360p")
    cloud.announce(UPLOAD)
    cloud.announce(UPLOAD)
    witness = Witness(cloud, "yves")
    repeated: set[str] = set()

    def delivered() -> bool:
        for name, step in witness.look().items():
            if step["state"] == "running" and name not in repeated:
                repeated.add(name)
                witness.repeat(step["agent"], name)
                witness.repeat(step["agent"], name)
        assert witness.state != "failed", cloud.fleet.troubles()
        return witness.state == "delivered"

    until(delivered, 120, lambda: f"{witness.state}\n{cloud.fleet.troubles()}")
    assert len(repeated) > 3  # the longer works; the shortest are over before anybody can look
    witness.confirms(undisturbed)
    assert {(step["token"], step["attempts"]) for step in witness.look().values()} == {(1, 1)}
