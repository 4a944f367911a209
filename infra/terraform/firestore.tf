resource "google_firestore_database" "this" {
  name                              = "(default)"
  location_id                       = coalesce(var.firestore_location, var.region)
  type                              = "FIRESTORE_NATIVE"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"
  delete_protection_state           = var.protect ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  deletion_policy                   = var.protect ? "ABANDON" : "DELETE"

  depends_on = [google_project_service.enabled]
}

resource "google_firestore_backup_schedule" "daily" {
  database  = google_firestore_database.this.name
  retention = "604800s"

  daily_recurrence {}
}

resource "google_firestore_backup_schedule" "weekly" {
  database  = google_firestore_database.this.name
  retention = "8467200s"

  weekly_recurrence {
    day = "SUNDAY"
  }
}

resource "google_firestore_index" "index" {
  for_each = { for index in local.topology.documents.indexes : join(":", concat([index.collection], index.fields)) => index }

  database    = google_firestore_database.this.name
  collection  = each.value.collection
  query_scope = each.value.everywhere ? "COLLECTION_GROUP" : "COLLECTION"

  dynamic "fields" {
    for_each = each.value.fields

    content {
      field_path = trimprefix(fields.value, "-")
      order      = startswith(fields.value, "-") ? "DESCENDING" : "ASCENDING"
    }
  }
}

resource "google_firestore_field" "unindexed" {
  for_each = merge([
    for collection, fields in local.topology.documents.unindexed : {
      for field in fields : "${collection}.${field}" => { collection = collection, field = field }
    }
  ]...)

  database   = google_firestore_database.this.name
  collection = each.value.collection
  field      = each.value.field

  index_config {}
}

# Documents that go away by themselves. The field is not indexed: a time that only grows would make one hot spot of it.
resource "google_firestore_field" "expire_at" {
  for_each = toset(local.topology.documents.expire)

  database   = google_firestore_database.this.name
  collection = each.value
  field      = "expire_at"

  ttl_config {}
  index_config {}
}

# Browsers and phones never speak to the database; only functions do, and those are not asked by these rules.
resource "google_firebaserules_ruleset" "nobody" {
  source {
    files {
      name    = "firestore.rules"
      content = <<-RULES
        rules_version = '2';
        service cloud.firestore {
          match /databases/{database}/documents {
            match /{document=**} {
              allow read, write: if false;
            }
          }
        }
      RULES
    }
  }

  depends_on = [google_firestore_database.this]
}

resource "google_firebaserules_release" "nobody" {
  name         = "cloud.firestore"
  ruleset_name = google_firebaserules_ruleset.nobody.name
}
