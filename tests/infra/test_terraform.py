"""infra/terraform: it can be planned and applied, and what it makes is what topology.yaml says."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.platform.topology import load
from tests.infra.conftest import ROOT, Plan

TOPOLOGY = load()
HEARD = TOPOLOGY.heard()


def account_of(name: str) -> str:
    return f"aiprod-{name.replace('_', '-')}"


def test_every_step_of_the_check_passes(report: dict[str, Any]) -> None:
    steps = {step["name"]: step["ok"] for step in report["steps"]}
    assert steps == dict.fromkeys(["fmt", "init", "validate", "plan", "apply", "replan"], True), report["text"]


def test_nothing_is_warned_of(report: dict[str, Any]) -> None:
    assert [each["summary"] for step in report["steps"] for each in step["diagnostics"]] == [], report["text"]


def test_without_packages_a_plan_is_possible_and_says_so(bare: dict[str, Any]) -> None:
    assert bare["ok"], bare["text"]
    assert "run ./scripts/package" in bare["text"]


@pytest.mark.parametrize("name", sorted(TOPOLOGY.functions))
def test_every_function_is_there_as_the_page_says(plan: Plan, packed: Path, name: str) -> None:
    function, wanted = plan.all("google_cloudfunctions2_function")[name], TOPOLOGY.functions[name]
    assert function["name"] == account_of(name)
    built, runs = function["build_config"][0], function["service_config"][0]
    assert (built["runtime"], built["entry_point"]) == (TOPOLOGY.runtime, name)
    zips = json.loads((packed / "manifest.json").read_text("utf-8"))["functions"]
    assert built["source"][0]["storage_source"][0]["object"] == zips[name]["zip"]
    assert runs["available_memory"] == wanted.memory
    assert float(runs["available_cpu"]) == wanted.cpu
    assert runs["timeout_seconds"] == wanted.timeout_s
    assert runs["max_instance_request_concurrency"] == wanted.concurrency
    assert (runs["min_instance_count"], runs["max_instance_count"]) == (wanted.instances.min, wanted.instances.max)
    assert runs["ingress_settings"] == ("ALLOW_ALL" if wanted.http else "ALLOW_INTERNAL_ONLY")
    assert function["event_trigger"] == []


def test_every_function_runs_under_an_account_of_its_own(plan: Plan, report: dict[str, Any]) -> None:
    accounts = plan.all("google_service_account", "function")
    assert {name: account["account_id"] for name, account in accounts.items()} == {
        name: account_of(name) for name in TOPOLOGY.functions
    }
    emails: dict[str, str] = report["outputs"]["accounts"]["value"]
    assert len({*emails.values()}) == len(TOPOLOGY.functions)
    functions = made(report, "google_cloudfunctions2_function")
    assert {name: one["service_config"][0]["service_account_email"] for name, one in functions.items()} == emails


def _state(report: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = report["state"]["values"]["root_module"]["resources"]
    return [one for one in found if one["mode"] == "managed"]


def made(report: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """By key: everything of a type, or of a type and name, as it is after it was applied."""
    kinds = [(one, f"{one['type']}.{one['name']}") for one in _state(report)]
    return {str(one.get("index", "")): one["values"] for one, name in kinds if kind in (name, one["type"])}


@pytest.mark.parametrize("topic", sorted(HEARD))
def test_every_topic_is_pushed_to_its_function_and_nothing_gets_lost(report: dict[str, Any], topic: str) -> None:
    push = made(report, "google_pubsub_subscription.push")[topic]
    function, wanted = made(report, "google_cloudfunctions2_function")[HEARD[topic]], TOPOLOGY.functions[HEARD[topic]]
    topics = made(report, "google_pubsub_topic")
    uri, target = function["service_config"][0]["uri"], push["push_config"][0]
    assert push["topic"] == topics[topic]["id"]
    assert target["push_endpoint"] == target["oidc_token"][0]["audience"] == uri
    assert target["oidc_token"][0]["service_account_email"] not in report["outputs"]["accounts"]["value"].values()
    assert push["ack_deadline_seconds"] == 600 > wanted.timeout_s
    assert push["expiration_policy"][0]["ttl"] == ""
    assert push["message_retention_duration"] == "604800s"
    assert push["retry_policy"][0]["minimum_backoff"] == f"{wanted.backoff_s.min}s"
    last = TOPOLOGY.dead_letters.last_resort if topic == TOPOLOGY.dead_letters.topic else TOPOLOGY.dead_letters.topic
    assert push["dead_letter_policy"][0]["dead_letter_topic"] == topics[last]["id"]
    assert push["dead_letter_policy"][0]["max_delivery_attempts"] == wanted.attempts


def test_every_function_that_messages_start_has_a_push_subscription(plan: Plan) -> None:
    pushed = {HEARD[topic] for topic in plan.all("google_pubsub_subscription", "push")}
    assert pushed == {name for name, function in TOPOLOGY.functions.items() if not function.http}


def test_what_nobody_can_take_is_kept_for_a_person(report: dict[str, Any]) -> None:
    (kept,) = made(report, "google_pubsub_subscription.last_resort").values()
    assert kept["topic"] == made(report, "google_pubsub_topic")[TOPOLOGY.dead_letters.last_resort]["id"]
    assert kept["push_config"] == []
    assert kept["expiration_policy"][0]["ttl"] == ""
    assert kept["message_retention_duration"] == "2678400s"


def test_pubsub_may_take_dead_letters_off_every_subscription_and_publish_them(plan: Plan) -> None:
    takes = plan.all("google_pubsub_subscription_iam_member", "dead_letters")
    gives = plan.all("google_pubsub_topic_iam_member", "dead_letters")
    assert sorted(takes) == sorted(HEARD)
    assert {one["role"] for one in takes.values()} == {"roles/pubsub.subscriber"}
    assert sorted(gives) == sorted([TOPOLOGY.dead_letters.topic, TOPOLOGY.dead_letters.last_resort])
    for address in (
        "google_pubsub_subscription_iam_member.dead_letters",
        "google_pubsub_topic_iam_member.dead_letters",
    ):
        assert "google_project_service_identity.pubsub" in plan.references(address)["member"]["references"]


def test_a_function_may_publish_to_whom_it_calls_and_to_nobody_else(plan: Plan) -> None:
    rights = {tuple(key.split(":")) for key in plan.all("google_pubsub_topic_iam_member", "publisher")}
    assert rights == {(name, topic) for name in TOPOLOGY.functions for topic in TOPOLOGY.calls(name)}


def test_a_function_may_add_to_its_own_folders_and_replace_nothing(plan: Plan) -> None:
    writers = plan.all("google_storage_bucket_iam_member", "writer")
    assert {one["role"] for one in writers.values()} == {"roles/storage.objectCreator"}
    for name, writer in writers.items():
        places = writer["condition"][0]["expression"].split(" || ")
        start = 'resource.name.startsWith("projects/_/buckets/demo-project-aiprod-work/objects/'
        assert {place.removeprefix(start) for place in places} == {f'{each}/")' for each in TOPOLOGY.writes(name)}


def test_vertex_may_add_what_was_ordered_of_it_and_only_where_a_region_is_named(
    plan: Plan, bare: dict[str, Any]
) -> None:
    def regions(plan: Plan) -> set[str | None]:
        functions = plan.all("google_cloudfunctions2_function").values()
        return {one["service_config"][0]["environment_variables"].get("GOOGLE_CLOUD_LOCATION") for one in functions}

    (rule,) = plan.all("google_storage_bucket_iam_member", "vertex").values()
    assert rule["role"] == "roles/storage.objectCreator"
    assert "/objects/takes/answers/" in rule["condition"][0]["expression"]
    assert regions(plan) == {"us-central1"}
    assert Plan(bare).all("google_storage_bucket_iam_member", "vertex") == {}
    assert regions(Plan(bare)) == {None}


def test_in_the_project_a_function_may_do_what_the_page_says_and_no_more(plan: Plan) -> None:
    rights = {tuple(key.split(":")) for key in plan.all("google_project_iam_member", "function")}
    everyone = TOPOLOGY.everyone.roles
    assert rights == {(name, role) for name, one in TOPOLOGY.functions.items() for role in (*everyone, *one.roles)}
    assert not {role for _, role in rights} & {"roles/owner", "roles/editor", "roles/viewer"}


def test_secrets_have_no_value_here_and_one_reader_each_for_a_reason(plan: Plan) -> None:
    assert plan.all("google_secret_manager_secret_version") == {}
    readers = {tuple(key.split(":")) for key in plan.all("google_secret_manager_secret_iam_member")}
    assert readers == {(name, secret) for name, one in TOPOLOGY.functions.items() for secret in one.secrets}


def test_only_pubsub_calls_the_functions_and_only_the_door_is_open_to_others(plan: Plan) -> None:
    pushed = plan.all("google_cloud_run_service_iam_member", "push")
    opened = plan.all("google_cloud_run_service_iam_member", "door")
    assert sorted(pushed) == sorted({*HEARD.values()})
    assert {one["member"] for one in opened.values()} == {"allUsers"}
    assert {one["service"] for one in opened.values()} == {account_of("api")}


def test_the_door_is_closed_and_nobody_may_upload_until_a_person_says_so(bare: dict[str, Any]) -> None:
    closed = Plan(bare)
    assert closed.all("google_cloud_run_service_iam_member", "door") == {}
    assert closed.all("google_storage_bucket_iam_member", "uploader") == {}


def test_buckets_are_private_and_an_uploader_writes_below_the_own_name_only(plan: Plan) -> None:
    for bucket in plan.all("google_storage_bucket").values():
        assert bucket["uniform_bucket_level_access"] is True
        assert bucket["public_access_prevention"] == "enforced"
    (uploader,) = plan.all("google_storage_bucket_iam_member", "uploader").values()
    assert uploader["condition"][0]["expression"] == (
        'resource.name.startsWith("projects/_/buckets/demo-project-aiprod-uploads/objects/scripts/ada/")'
    )


def test_every_upload_becomes_a_message_wherever_it_lies(report: dict[str, Any]) -> None:
    (told,) = made(report, "google_storage_notification").values()
    assert told["event_types"] == ["OBJECT_FINALIZE"]
    assert not told.get("object_name_prefix")
    assert told["topic"] == made(report, "google_pubsub_topic")[TOPOLOGY.uploads.topic]["id"]


def test_the_database_can_be_turned_back_and_is_hard_to_delete(plan: Plan) -> None:
    (database,) = plan.all("google_firestore_database").values()
    assert database["type"] == "FIRESTORE_NATIVE"
    assert database["point_in_time_recovery_enablement"] == "POINT_IN_TIME_RECOVERY_ENABLED"
    assert database["delete_protection_state"] == "DELETE_PROTECTION_ENABLED"
    assert (
        plan.all("google_firestore_backup_schedule", "daily")
        != {}
        != plan.all("google_firestore_backup_schedule", "weekly")
    )


def test_every_combined_question_has_its_index(plan: Plan) -> None:
    wanted = [
        (
            one.collection,
            "COLLECTION_GROUP" if one.everywhere else "COLLECTION",
            [(field.lstrip("-"), "DESCENDING" if field.startswith("-") else "ASCENDING") for field in one.fields],
        )
        for one in TOPOLOGY.documents.indexes
    ]
    there = [
        (one["collection"], one["query_scope"], [(field["field_path"], field["order"]) for field in one["fields"]])
        for one in plan.all("google_firestore_index").values()
    ]
    assert sorted(there) == sorted(wanted)


def test_documents_expire_where_the_page_says(plan: Plan) -> None:
    expiring = plan.all("google_firestore_field", "expire_at")
    assert sorted(expiring) == sorted(TOPOLOGY.documents.expire)
    assert {(one["field"], len(one["ttl_config"])) for one in expiring.values()} == {("expire_at", 1)}


def test_every_schedule_ends_at_a_topic_that_somebody_hears(report: dict[str, Any]) -> None:
    jobs, topics = made(report, "google_cloud_scheduler_job"), made(report, "google_pubsub_topic")
    assert {name: job["schedule"] for name, job in jobs.items()} == {
        name: schedule.cron for name, schedule in TOPOLOGY.schedules.items()
    }
    for name, job in jobs.items():
        assert job["pubsub_target"][0]["topic_name"] == topics[TOPOLOGY.schedules[name].topic]["id"]


def test_who_sleeps_may_ask_to_be_woken_in_the_own_name_only(plan: Plan, report: dict[str, Any]) -> None:
    sleepers = sorted(
        name for name, one in TOPOLOGY.functions.items() if any(TOPOLOGY.parts[part].delays for part in one.parts)
    )
    assert sorted(plan.all("google_cloud_tasks_queue_iam_member")) == sleepers
    emails = report["outputs"]["accounts"]["value"]
    acting = made(report, "google_service_account_iam_member.delays")
    assert {name: one["member"] for name, one in acting.items()} == {
        name: f"serviceAccount:{emails[name]}" for name in sleepers
    }


def test_no_function_is_named_in_terraform() -> None:
    for path in (ROOT / "infra" / "terraform").glob("*.tf"):
        text = path.read_text("utf-8")
        assert [name for name in TOPOLOGY.functions if f'"{name}"' in text] == [], path.name


def test_the_build_tests_packages_plans_and_applies_in_this_order() -> None:
    page = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text("utf-8"))
    assert [step["id"] for step in page["steps"]] == ["test", "package", "plan", "apply"]
    for step in page["steps"]:
        for word in " ".join(step.get("args", [])).split():
            if word.startswith("./scripts/"):
                assert (ROOT / word).is_file(), word


def test_a_build_applies_only_when_it_is_told_to() -> None:
    page = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text("utf-8"))
    assert page["substitutions"]["_APPLY"] == "no"
    assert '"${_APPLY}" = "yes"' in " ".join(page["steps"][3]["args"])
