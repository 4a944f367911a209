# A metric is a log line with a metric field (shared/telemetry/log.py): no client, no rate limit, no series per job.

resource "google_logging_metric" "metric" {
  for_each = local.topology.metrics

  name            = "aiprod/${each.key}"
  description     = each.value.does
  filter          = "resource.type=\"cloud_run_revision\" AND jsonPayload.metric.name=\"${each.key}\""
  value_extractor = "EXTRACT(jsonPayload.metric.value)"

  label_extractors = { for label in each.value.labels : label => "EXTRACT(jsonPayload.metric.${label})" }

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
    unit        = each.value.unit

    dynamic "labels" {
      for_each = each.value.labels

      content {
        key        = labels.value
        value_type = "STRING"
      }
    }
  }

  depends_on = [google_project_service.enabled]
}

resource "google_logging_metric" "errors" {
  name        = "aiprod/errors"
  description = "Lines of severity ERROR and above, by function"
  filter      = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=~\"^aiprod-\" AND severity>=ERROR"

  label_extractors = { function = "EXTRACT(resource.labels.service_name)" }

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"

    labels {
      key        = "function"
      value_type = "STRING"
    }
  }

  depends_on = [google_project_service.enabled]
}
