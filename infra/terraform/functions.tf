# One function each, from the zip that ./scripts/package made for it. A zip is named by the hash of its content, so a
# function is deployed again only when something in it has changed.

locals {
  packages_dir = startswith(var.packages_dir, "/") ? var.packages_dir : "${path.module}/${var.packages_dir}"
  manifest     = "${local.packages_dir}/manifest.json"
  packages     = fileexists(local.manifest) ? { for name, package in jsondecode(file(local.manifest)).functions : name => package.zip } : {}
}

# A plan can be looked at without packages; it says so, and applying it would fail at the functions.
check "packaged" {
  assert {
    condition     = length(setsubtract(keys(local.functions), keys(local.packages))) == 0
    error_message = "Functions are not packaged yet: run ./scripts/package, then plan again. This plan is for reading only."
  }
}

resource "google_storage_bucket" "packages" {
  name                        = "${var.project_id}-aiprod-packages"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true

  depends_on = [google_project_service.enabled]
}

resource "google_storage_bucket_object" "package" {
  for_each = { for name, zip in local.packages : name => zip if contains(keys(local.functions), name) }

  bucket       = google_storage_bucket.packages.name
  name         = each.value
  source       = "${local.packages_dir}/${each.value}"
  content_type = "application/zip"

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_artifact_registry_repository" "images" {
  repository_id = "aiprod"
  description   = "Images that Cloud Build makes of the functions"
  location      = var.region
  format        = "DOCKER"

  cleanup_policies {
    id     = "keep-the-last-few"
    action = "KEEP"

    most_recent_versions {
      keep_count = 5
    }
  }

  cleanup_policies {
    id     = "drop-old-ones"
    action = "DELETE"

    condition {
      older_than = "2592000s"
    }
  }

  depends_on = [google_project_service.enabled]
}

resource "google_cloudfunctions2_function" "function" {
  for_each = local.functions

  name        = local.names[each.key]
  description = each.value.does
  location    = var.region

  build_config {
    runtime           = local.topology.runtime
    entry_point       = each.key
    docker_repository = google_artifact_registry_repository.images.id
    service_account   = google_service_account.build.id

    source {
      storage_source {
        bucket = google_storage_bucket.packages.name
        object = try(google_storage_bucket_object.package[each.key].name, "${each.key}-not-packaged.zip")
      }
    }
  }

  service_config {
    available_memory                 = each.value.memory
    available_cpu                    = tostring(each.value.cpu)
    timeout_seconds                  = each.value.timeout_s
    min_instance_count               = each.value.instances.min
    max_instance_count               = each.value.instances.max
    max_instance_request_concurrency = each.value.concurrency
    service_account_email            = google_service_account.function[each.key].email
    ingress_settings                 = each.value.http ? "ALLOW_ALL" : "ALLOW_INTERNAL_ONLY"

    environment_variables = merge(var.vertex_region == "" ? {} : { GOOGLE_CLOUD_LOCATION = var.vertex_region }, {
      GOOGLE_CLOUD_PROJECT = var.project_id
      AIPROD_BUCKET        = google_storage_bucket.bucket["work"].name
      AIPROD_UPLOADS       = google_storage_bucket.bucket["uploads"].name
      AIPROD_QUEUE         = google_cloud_tasks_queue.delays.id
      AIPROD_TASKS_ACCOUNT = google_service_account.function[each.key].email
      AIPROD_GEMINI        = var.gemini
    })
  }

  depends_on = [google_project_service.enabled, time_sleep.build_rights]
}
