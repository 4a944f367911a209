# Names only. A value is added by a person and never passes through Terraform's state:
#   gcloud secrets versions add NAME --data-file=-

resource "google_secret_manager_secret" "secret" {
  for_each = local.topology.secrets

  secret_id   = each.key
  annotations = { purpose = each.value }

  replication {
    auto {}
  }

  depends_on = [google_project_service.enabled]
}

locals {
  secret_readers = merge([
    for name, function in local.functions : {
      for secret in function.secrets : "${name}:${secret}" => { function = name, secret = secret }
    }
  ]...)
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each = local.secret_readers

  secret_id = google_secret_manager_secret.secret[each.value.secret].id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.function[each.value.function].member
}

# To find the newest enabled version when the latest is switched off, a reader lists them.
resource "google_secret_manager_secret_iam_member" "viewer" {
  for_each = local.secret_readers

  secret_id = google_secret_manager_secret.secret[each.value.secret].id
  role      = "roles/secretmanager.viewer"
  member    = google_service_account.function[each.value.function].member
}
