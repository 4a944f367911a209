"""Messages: at least once, in any order, not before their time, and to the dead letters when nobody can take them."""

import pytest

from shared.model.errors import Transient
from shared.platform.gcp.messages import CloudMessages, task_id
from shared.platform.ports import Delivery, Message
from tests.contract.cloud_stage import ACCOUNT, CloudStage
from tests.contract.cut import Wire
from tests.contract.stages import ATTEMPTS, Stage

VOICE = "audio_generator"


def message(unit: str = "voice-s01", topic: str = VOICE, **attributes: str) -> Message:
    return Message(topic, {"schema": 1, "job": "j1", "unit": unit}, attributes)


def publish(stage: Stage, *deliveries: Delivery | Message) -> None:
    stage.platform.messages.publish([Delivery(each) if isinstance(each, Message) else each for each in deliveries])


def take(stage: Stage, topic: str = VOICE, count: int = 1) -> list[str]:
    """Receives and acknowledges; which units they named, in no particular order."""
    received = stage.receive(topic, count)
    for each in received:
        each.ack()
    return sorted(str(each.message.body["unit"]) for each in received)


def test_a_message_arrives_with_its_body_and_its_attributes(stage: Stage) -> None:
    stage.listen(VOICE)
    sent = message(traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", note="été 🎬")

    publish(stage, sent)

    (received,) = stage.receive(VOICE)
    received.ack()
    assert received.message == sent


def test_bodies_hold_any_text_and_whole_numbers(stage: Stage) -> None:
    stage.listen(VOICE)
    body: dict[str, str | int] = {
        "text": 'À bientôt 東京 🎬 "\\\u0000\n',
        "empty": "",
        "n": 2**53 + 1,
        "minus": -1,
        "é": 0,
    }

    publish(stage, Message(VOICE, body))

    (received,) = stage.receive(VOICE)
    assert received.message.body == body
    assert {key: type(value) for key, value in received.message.body.items()} == {k: type(v) for k, v in body.items()}


def test_a_message_without_a_body_or_attributes_is_one_too(stage: Stage) -> None:
    stage.listen(VOICE)

    publish(stage, Message(VOICE, {}))

    (received,) = stage.receive(VOICE)
    assert (dict(received.message.body), dict(received.message.attributes)) == ({}, {})


def test_nothing_to_publish_is_nothing(stage: Stage) -> None:
    stage.listen(VOICE)

    publish(stage)

    assert stage.silent(VOICE)


def test_one_call_serves_several_topics(stage: Stage) -> None:
    stage.listen(VOICE, "notifier", "ingest")

    publish(stage, message("a"), message("b", "notifier"), message("c", "ingest"), message("d"))

    assert take(stage, VOICE, 2) == ["a", "d"]
    assert take(stage, "notifier") == ["b"]
    assert take(stage, "ingest") == ["c"]


def test_more_messages_than_one_request_holds_all_arrive(stage: Stage) -> None:
    stage.listen(VOICE)
    units = [f"shot-{n:04}" for n in range(1200)]

    publish(stage, *[message(unit) for unit in units])

    assert take(stage, VOICE, 1200) == units
    assert stage.silent(VOICE)


def test_an_acknowledged_message_does_not_come_again(stage: Stage) -> None:
    stage.listen(VOICE)
    publish(stage, message())

    assert take(stage) == ["voice-s01"]

    assert stage.silent(VOICE)


def test_a_refused_message_comes_again(stage: Stage) -> None:
    stage.listen(VOICE)
    publish(stage, message(traceparent="t"))
    (first,) = stage.receive(VOICE)

    first.nack()

    (second,) = stage.receive(VOICE)
    second.ack()
    assert second.message == first.message
    assert stage.silent(VOICE)


def test_what_a_dead_worker_held_comes_again(stage: Stage) -> None:
    stage.listen(VOICE)
    publish(stage, message())

    stage.abandon(VOICE)

    assert take(stage) == ["voice-s01"]


def test_what_is_being_worked_on_is_not_given_to_others(stage: Stage) -> None:
    stage.listen(VOICE)
    publish(stage, message("a"))
    (held,) = stage.receive(VOICE)

    assert stage.silent(VOICE)

    held.ack()


def test_a_message_that_nobody_can_take_ends_in_the_dead_letters(stage: Stage) -> None:
    stage.listen(VOICE)
    publish(stage, message(traceparent="t"))

    for _ in range(ATTEMPTS):
        (received,) = stage.receive(VOICE)
        received.nack()

    dead = stage.dead_letter(VOICE)
    dead.ack()
    assert stage.silent(VOICE)
    assert dead.message.body == message().body
    attributes = dict(dead.message.attributes)
    assert attributes["traceparent"] == "t"
    assert attributes["CloudPubSubDeadLetterSourceSubscription"].endswith(VOICE)
    assert attributes["CloudPubSubDeadLetterSourceDeliveryCount"] == str(ATTEMPTS)


def test_a_poisonous_message_does_not_hold_up_the_others(stage: Stage) -> None:
    stage.listen(VOICE)
    publish(stage, message("poison"))
    for _ in range(ATTEMPTS - 1):
        (received,) = stage.receive(VOICE)
        received.nack()
    publish(stage, message("good"))

    for each in stage.receive(VOICE, 2):
        each.ack() if each.message.body["unit"] == "good" else each.nack()

    dead = stage.dead_letter(VOICE)
    assert dead.message.body["unit"] == "poison"
    assert stage.silent(VOICE)


# ------------------------------------------------------------------------------------------------------- later


def later(stage: Stage, seconds: float, name: str = "", unit: str = "voice-s01", **attributes: str) -> Delivery:
    return Delivery(message(unit, **attributes), stage.now() + int(seconds * 1000), name)


def test_a_delayed_message_comes_when_it_is_time_and_not_before(stage: Stage) -> None:
    stage.listen(VOICE)
    sent = later(stage, 60, "wake-1", traceparent="t", note="été")
    publish(stage, sent)

    stage.skip(50)
    assert stage.silent(VOICE)
    stage.skip(20)

    (received,) = stage.receive(VOICE)
    received.ack()
    assert received.message == sent.message


def test_a_delayed_message_needs_no_name(stage: Stage) -> None:
    stage.listen(VOICE)
    publish(stage, later(stage, 60, unit="a"), later(stage, 60, unit="b"))

    assert stage.silent(VOICE)
    stage.skip(70)

    assert take(stage, VOICE, 2) == ["a", "b"]


def test_a_message_whose_time_has_passed_comes_at_once(stage: Stage) -> None:
    stage.listen(VOICE)

    publish(stage, later(stage, -60, unit="a"), later(stage, -60, "wake-b", unit="b"))

    assert take(stage, VOICE, 2) == ["a", "b"]


def test_a_named_message_is_sent_once_while_it_waits(stage: Stage) -> None:
    stage.listen(VOICE)
    publish(stage, later(stage, 60, "wake-1"), later(stage, 60, "wake-1"))
    publish(stage, later(stage, 30, "wake-1"))

    stage.skip(100)

    assert take(stage) == ["voice-s01"]
    assert stage.silent(VOICE)


def test_a_named_message_is_not_sent_again_after_it_was_delivered(stage: Stage) -> None:
    stage.listen(VOICE)
    publish(stage, later(stage, 60, "wake-1"))
    stage.skip(70)
    assert take(stage) == ["voice-s01"]

    publish(stage, later(stage, 60, "wake-1"))
    publish(stage, later(stage, 60, "wake-2", unit="other"))
    stage.skip(70)

    assert take(stage) == ["other"]
    assert stage.silent(VOICE)


@pytest.mark.parametrize(
    "name", ["j1.1.voice-s01~2", "a/b", "été 🎬", "x" * 600, "UPPER", "-", "projects/p/queues/q/tasks/t"]
)
def test_a_name_may_be_odd(stage: Stage, name: str) -> None:
    stage.listen(VOICE)
    publish(stage, later(stage, 60, name), later(stage, 60, name), later(stage, 60, name + "!", unit="other"))

    stage.skip(70)

    assert take(stage, VOICE, 2) == ["other", "voice-s01"]
    assert stage.silent(VOICE)


def test_now_and_later_travel_in_one_call(stage: Stage) -> None:
    stage.listen(VOICE, "notifier")
    publish(stage, message("now"), later(stage, 60, "wake", unit="later"), message("too", "notifier"))

    assert take(stage) == ["now"]
    assert take(stage, "notifier") == ["too"]
    stage.skip(70)
    assert take(stage) == ["later"]


def test_delayed_messages_come_in_the_order_of_their_times(stage: Stage) -> None:
    stage.listen(VOICE)
    publish(stage, later(stage, 300, "c", unit="c"), later(stage, 100, "a", unit="a"), later(stage, 200, "b", unit="b"))

    came = []
    for _ in range(3):
        stage.skip(110)
        came += take(stage)

    assert came == ["a", "b", "c"]


def test_a_name_is_ones_own_even_if_it_looks_like_another(stage: Stage) -> None:
    stage.listen(VOICE)
    publish(stage, later(stage, 60, "a.b", unit="dot"), later(stage, 60, "a-b", unit="dash"))

    stage.skip(70)

    assert take(stage, VOICE, 2) == ["dash", "dot"]


# ---------------------------------------------------------------------------------------------- the cloud's own


def test_a_task_publishes_with_the_right_of_its_account(cloud: CloudStage) -> None:
    cloud.listen(VOICE)
    publish(cloud, later(cloud, 5, "wake-1"))
    cloud.skip(10)
    assert take(cloud) == ["voice-s01"]

    (sent,) = cloud.tasks.sent

    assert sent.task == task_id("wake-1")
    assert sent.url.endswith(f"/v1/projects/{cloud.project}/topics/film-{VOICE}:publish")
    assert sent.headers["Authorization"] == f"Bearer oauth-token-of-{ACCOUNT}"
    assert sent.headers["Content-Type"] == "application/json"


def test_a_task_that_cannot_be_published_is_tried_again(cloud: CloudStage) -> None:
    publish(cloud, later(cloud, 5, "wake-1"))
    cloud.skip(10)
    cloud.tasks.wait_for_requests(1)

    cloud.listen(VOICE)  # only now the topic exists
    cloud.skip(120)

    assert take(cloud) == ["voice-s01"]
    assert cloud.tasks.sent[0].status == 404


def test_a_task_whose_reply_was_lost_is_one_task(cloud: CloudStage) -> None:
    cloud.listen(VOICE)
    cloud.tasks.deaf = 1

    publish(cloud, later(cloud, 5, "wake-1"))

    assert (cloud.tasks.created, cloud.tasks.deaf, cloud.tasks.waiting()) == (1, 0, 1)


def test_a_publish_whose_reply_was_lost_is_sent_again(cloud: CloudStage) -> None:
    cloud.listen(VOICE)
    wire = Wire(cloud.emulators.pubsub)
    messages = CloudMessages(cloud.project, cloud.platform.clock, prefix="film-", emulator=wire.address)
    wire.lose(1)

    messages.publish([Delivery(message())])

    wire.close()
    assert wire.lost == 1
    assert take(cloud, VOICE, 2) == ["voice-s01"] * 2  # at least once


def test_what_lies_too_far_ahead_comes_as_late_as_the_queue_allows(cloud: CloudStage) -> None:
    cloud.listen(VOICE)
    publish(cloud, later(cloud, 90 * 86_400, "wake-1"))

    cloud.skip(29 * 86_400)
    assert cloud.silent(VOICE)
    cloud.skip(86_400)

    assert take(cloud) == ["voice-s01"]


def test_a_topic_that_is_missing_may_yet_come(cloud: CloudStage) -> None:
    with pytest.raises(Transient):
        publish(cloud, message())


def test_one_topic_that_fails_does_not_keep_the_others_from_going(cloud: CloudStage) -> None:
    cloud.listen(VOICE)

    with pytest.raises(Transient):
        publish(cloud, message("lost", "nowhere"), message("good"))

    assert take(cloud) == ["good"]


def test_a_delay_without_a_queue_is_said_plainly(cloud: CloudStage) -> None:
    messages = CloudMessages(cloud.project, cloud.platform.clock, emulator=cloud.emulators.pubsub)

    with pytest.raises(ValueError, match="AIPROD_QUEUE"):
        messages.publish([later(cloud, 60, "wake-1")])
