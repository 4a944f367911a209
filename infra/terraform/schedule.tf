resource "google_cloud_scheduler_job" "schedule" {
  for_each = local.topology.schedules

  name        = "aiprod-${each.key}"
  description = each.value.does
  region      = var.region
  schedule    = each.value.cron
  time_zone   = "Etc/UTC"

  pubsub_target {
    topic_name = google_pubsub_topic.topic[each.value.topic].id
    data       = base64encode(jsonencode({ schema = 1, schedule = each.key }))
  }

  retry_config {
    retry_count = 1
  }

  depends_on = [google_project_service.enabled]
}

# Messages that are not to come before their time. A lost one is sent again by the janitor.
resource "google_cloud_tasks_queue" "delays" {
  name     = "aiprod-${local.topology.delays.queue}"
  location = var.region

  rate_limits {
    max_dispatches_per_second = local.topology.delays.per_second
    max_concurrent_dispatches = local.topology.delays.at_once
  }

  retry_config {
    max_attempts = local.topology.delays.attempts
    min_backoff  = "${local.topology.delays.backoff_s.min}s"
    max_backoff  = "${local.topology.delays.backoff_s.max}s"
  }

  depends_on = [google_project_service.enabled]
}
