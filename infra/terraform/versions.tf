terraform {
  required_version = ">= 1.8"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8"
    }

    google-beta = {
      source  = "hashicorp/google-beta"
      version = ">= 6.50, < 8"
    }

    time = {
      source  = "hashicorp/time"
      version = "~> 0.13"
    }
  }

  # The bucket is named at init: -backend-config=bucket=...
  backend "gcs" {
    prefix = "aiprod"
  }
}

provider "google" {
  project        = var.project_id
  region         = var.region
  default_labels = { app = "aiprod" }
}

provider "google-beta" {
  project        = var.project_id
  region         = var.region
  default_labels = { app = "aiprod" }
}
