# Every topic has one push subscription, which never expires and loses nothing: what is refused too often goes to the
# dead letters, and what even their function cannot take waits in the last resort for a person.

resource "google_pubsub_topic" "topic" {
  for_each = local.topics

  name = each.value

  depends_on = [google_project_service.enabled]
}

resource "google_pubsub_subscription" "push" {
  for_each = local.heard

  name                       = "${replace(each.key, "_", "-")}-push"
  topic                      = google_pubsub_topic.topic[each.key].id
  ack_deadline_seconds       = 600
  message_retention_duration = "604800s"

  push_config {
    push_endpoint = google_cloudfunctions2_function.function[each.value].service_config[0].uri

    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = google_cloudfunctions2_function.function[each.value].service_config[0].uri
    }
  }

  retry_policy {
    minimum_backoff = "${local.functions[each.value].backoff_s.min}s"
    maximum_backoff = "${local.functions[each.value].backoff_s.max}s"
  }

  dead_letter_policy {
    dead_letter_topic     = each.key == local.topology.dead_letters.topic ? google_pubsub_topic.topic[local.topology.dead_letters.last_resort].id : google_pubsub_topic.topic[local.topology.dead_letters.topic].id
    max_delivery_attempts = local.functions[each.value].attempts
  }

  expiration_policy {
    ttl = ""
  }

  depends_on = [google_cloud_run_service_iam_member.push, google_service_account_iam_member.push_token]
}

resource "google_pubsub_subscription" "last_resort" {
  name                       = "${replace(local.topology.dead_letters.last_resort, "_", "-")}-kept"
  topic                      = google_pubsub_topic.topic[local.topology.dead_letters.last_resort].id
  ack_deadline_seconds       = 600
  message_retention_duration = "2678400s"

  expiration_policy {
    ttl = ""
  }
}

# Pub/Sub itself moves dead letters: it takes them off the subscription and publishes them again.
resource "google_pubsub_topic_iam_member" "dead_letters" {
  for_each = toset([local.topology.dead_letters.topic, local.topology.dead_letters.last_resort])

  topic  = google_pubsub_topic.topic[each.value].name
  role   = "roles/pubsub.publisher"
  member = google_project_service_identity.pubsub.member
}

resource "google_pubsub_subscription_iam_member" "dead_letters" {
  for_each = google_pubsub_subscription.push

  subscription = each.value.name
  role         = "roles/pubsub.subscriber"
  member       = google_project_service_identity.pubsub.member
}
