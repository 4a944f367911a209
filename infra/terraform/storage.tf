resource "google_storage_bucket" "bucket" {
  for_each = local.topology.buckets

  name                        = "${var.project_id}-aiprod-${each.key}"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.protect

  versioning {
    enabled = each.value.versions
  }

  dynamic "lifecycle_rule" {
    for_each = each.value.keep_days > 0 ? [each.value.keep_days] : []

    content {
      action {
        type = "Delete"
      }

      condition {
        age = lifecycle_rule.value
      }
    }
  }

  dynamic "lifecycle_rule" {
    for_each = each.value.versions ? [7] : []

    content {
      action {
        type = "Delete"
      }

      condition {
        days_since_noncurrent_time = lifecycle_rule.value
        with_state                 = "ARCHIVED"
      }
    }
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }

    condition {
      age = 7
    }
  }

  depends_on = [google_project_service.enabled]
}

# A script that lands in the bucket is a message like any other.
resource "google_pubsub_topic_iam_member" "uploads" {
  topic  = google_pubsub_topic.topic[local.topology.uploads.topic].name
  role   = "roles/pubsub.publisher"
  member = "serviceAccount:${data.google_storage_project_service_account.this.email_address}"
}

# Of every upload, wherever it lies: one outside the prefix becomes a failed job that says so, not silence.
resource "google_storage_notification" "uploads" {
  bucket         = google_storage_bucket.bucket[local.topology.uploads.bucket].name
  topic          = google_pubsub_topic.topic[local.topology.uploads.topic].id
  payload_format = "JSON_API_V1"
  event_types    = ["OBJECT_FINALIZE"]

  depends_on = [google_pubsub_topic_iam_member.uploads]
}

resource "google_storage_bucket_iam_member" "uploader" {
  for_each = merge([
    for owner, members in var.uploaders : {
      for member in members : "${owner}:${member}" => { owner = owner, member = member }
    }
  ]...)

  bucket = google_storage_bucket.bucket[local.topology.uploads.bucket].name
  role   = "roles/storage.objectCreator"
  member = each.value.member

  condition {
    title      = "own-scripts"
    expression = "resource.name.startsWith(\"projects/_/buckets/${google_storage_bucket.bucket[local.topology.uploads.bucket].name}/objects/${local.topology.uploads.prefix}${each.value.owner}/\")"
  }
}
