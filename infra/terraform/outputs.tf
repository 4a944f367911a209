output "door" {
  description = "The HTTP door. Who may reach it: api_invokers."
  value       = { for name, function in local.functions : name => google_cloudfunctions2_function.function[name].service_config[0].uri if function.http }
}

output "uploads" {
  description = "Where a script becomes a film: below this address, in a folder named after its owner."
  value       = "gs://${google_storage_bucket.bucket[local.topology.uploads.bucket].name}/${local.topology.uploads.prefix}"
}

output "buckets" {
  value = { for name, bucket in google_storage_bucket.bucket : name => bucket.name }
}

output "functions" {
  value = { for name, function in google_cloudfunctions2_function.function : name => function.name }
}

output "accounts" {
  description = "Under whose name each function runs."
  value       = { for name, account in google_service_account.function : name => account.email }
}

output "secrets_to_fill" {
  description = "Secrets that have no value until a person adds one."
  value       = keys(local.topology.secrets)
}

output "last_resort" {
  description = "What no function could take waits here. Look at it when it is not empty."
  value       = google_pubsub_subscription.last_resort.name
}
