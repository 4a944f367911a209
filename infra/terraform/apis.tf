resource "google_project_service" "enabled" {
  for_each = toset([
    "aiplatform.googleapis.com",
    "artifactregistry.googleapis.com",
    "cloudbuild.googleapis.com",
    "cloudfunctions.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "cloudscheduler.googleapis.com",
    "cloudtasks.googleapis.com",
    "firebaserules.googleapis.com",
    "firestore.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "storage.googleapis.com",
    "texttospeech.googleapis.com",
  ])

  service            = each.value
  disable_on_destroy = false
}

# Google's own accounts are born with the first use of their service; these are given rights before that.
resource "google_project_service_identity" "pubsub" {
  provider = google-beta
  service  = google_project_service.enabled["pubsub.googleapis.com"].service
}

resource "google_project_service_identity" "vertex" {
  provider = google-beta
  service  = google_project_service.enabled["aiplatform.googleapis.com"].service
}

data "google_storage_project_service_account" "this" {
  depends_on = [google_project_service.enabled]
}
