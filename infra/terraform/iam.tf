# Every function has an account of its own, which may do what topology.yaml says and nothing else.

locals {
  roles = merge([
    for name, function in local.functions : {
      for role in distinct(concat(local.topology.everyone.roles, function.roles)) :
      "${name}:${role}" => { function = name, role = role }
    }
  ]...)

  publishers = merge([
    for name, topics in local.calls : {
      for topic in topics : "${name}:${topic}" => { function = name, topic = topic }
    }
  ]...)

  readers = merge([
    for name, function in local.functions : {
      for bucket in function.reads : "${name}:${bucket}" => { function = name, bucket = bucket }
    }
  ]...)
}

resource "google_service_account" "function" {
  for_each = local.functions

  account_id   = local.names[each.key]
  display_name = "AIPROD ${replace(each.key, "_", " ")}"
  description  = each.value.does

  depends_on = [google_project_service.enabled]
}

resource "google_project_iam_member" "function" {
  for_each = local.roles

  project = var.project_id
  role    = each.value.role
  member  = google_service_account.function[each.value.function].member
}

resource "google_pubsub_topic_iam_member" "publisher" {
  for_each = local.publishers

  topic  = google_pubsub_topic.topic[each.value.topic].name
  role   = "roles/pubsub.publisher"
  member = google_service_account.function[each.value.function].member
}

resource "google_storage_bucket_iam_member" "reader" {
  for_each = local.readers

  bucket = google_storage_bucket.bucket[each.value.bucket].name
  role   = "roles/storage.objectViewer"
  member = google_service_account.function[each.value.function].member
}

# Adding only, and only in its own folders: what is there can be neither replaced nor deleted by a function.
resource "google_storage_bucket_iam_member" "writer" {
  for_each = local.writes

  bucket = google_storage_bucket.bucket["work"].name
  role   = "roles/storage.objectCreator"
  member = google_service_account.function[each.key].member

  condition {
    title       = "own-folders"
    description = join(", ", each.value)
    expression  = join(" || ", [for folder in each.value : "resource.name.startsWith(\"projects/_/buckets/${google_storage_bucket.bucket["work"].name}/objects/${folder}/\")"])
  }
}

# Vertex lays the clips that were ordered straight into the bucket, each in a folder that is named after its order.
resource "google_storage_bucket_iam_member" "vertex" {
  count = var.vertex_region == "" ? 0 : 1

  bucket = google_storage_bucket.bucket["work"].name
  role   = "roles/storage.objectCreator"
  member = google_project_service_identity.vertex.member

  condition {
    title      = "answers"
    expression = "resource.name.startsWith(\"projects/_/buckets/${google_storage_bucket.bucket["work"].name}/objects/takes/answers/\")"
  }
}

# A link to an object is signed with the function's own name.
resource "google_service_account_iam_member" "signer" {
  for_each = { for name, function in local.functions : name => function if function.signs }

  service_account_id = google_service_account.function[each.key].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.function[each.key].member
}

# A delayed message is published later in the name of the function that asked for it, with no more rights than it has.
resource "google_service_account_iam_member" "delays" {
  for_each = local.delayed

  service_account_id = google_service_account.function[each.key].name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.function[each.key].member
}

resource "google_cloud_tasks_queue_iam_member" "delays" {
  for_each = local.delayed

  name     = google_cloud_tasks_queue.delays.name
  location = google_cloud_tasks_queue.delays.location
  role     = "roles/cloudtasks.enqueuer"
  member   = google_service_account.function[each.key].member
}

# Builds run under an account that can read sources, write images and say what it does.
resource "google_service_account" "build" {
  account_id   = "aiprod-build"
  display_name = "AIPROD builds of functions"

  depends_on = [google_project_service.enabled]
}

resource "google_project_iam_member" "build" {
  for_each = toset(["roles/artifactregistry.writer", "roles/logging.logWriter", "roles/storage.objectViewer"])

  project = var.project_id
  role    = each.value
  member  = google_service_account.build.member
}

# A right takes a while to be known everywhere, and a build that starts before fails.
resource "time_sleep" "build_rights" {
  create_duration = "60s"

  depends_on = [google_project_iam_member.build]
}

# Pub/Sub calls the functions under this account, and nobody else calls them but where the HTTP door is opened.
resource "google_service_account" "push" {
  account_id   = "aiprod-push"
  display_name = "AIPROD push subscriptions"

  depends_on = [google_project_service.enabled]
}

resource "google_service_account_iam_member" "push_token" {
  service_account_id = google_service_account.push.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_project_service_identity.pubsub.member
}

resource "google_cloud_run_service_iam_member" "push" {
  for_each = toset(values(local.heard))

  location = var.region
  service  = google_cloudfunctions2_function.function[each.key].name
  role     = "roles/run.invoker"
  member   = google_service_account.push.member
}

resource "google_cloud_run_service_iam_member" "door" {
  for_each = merge([
    for name, function in local.functions : {
      for member in var.api_invokers : "${name}:${member}" => { function = name, member = member }
    } if function.http
  ]...)

  location = var.region
  service  = google_cloudfunctions2_function.function[each.value.function].name
  role     = "roles/run.invoker"
  member   = each.value.member
}
