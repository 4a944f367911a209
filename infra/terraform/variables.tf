variable "project_id" {
  description = "The project that everything lives in. One project holds one AIPROD."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id is 6 to 30 lowercase letters, digits and hyphens."
  }
}

variable "region" {
  description = "Where the functions run and the buckets lie."
  type        = string
  default     = "europe-west1"
}

variable "firestore_location" {
  description = "Where the documents lie, such as the multi-region eur3. The region, when it is not set. It cannot be changed later."
  type        = string
  default     = null
}

variable "vertex_region" {
  description = "Where Vertex AI makes clips and stills, such as us-central1. Empty: nowhere; a Gemini key makes them then, if there is one."
  type        = string
  default     = ""
}

variable "packages_dir" {
  description = "The folder that ./scripts/package fills, as seen from this module or as an absolute path."
  type        = string
  default     = "../../build/functions"
}

variable "api_invokers" {
  description = "Who may reach the HTTP door, as IAM members. It is closed until you say so; [\"allUsers\"] opens it to the internet, where it asks for a key itself."
  type        = list(string)
  default     = []
}

variable "uploaders" {
  description = "Who may drop scripts into the bucket: owner => IAM members. Each may write below scripts/{owner}/ only."
  type        = map(list(string))
  default     = {}

  validation {
    condition     = alltrue([for owner in keys(var.uploaders) : can(regex("^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$", owner))])
    error_message = "An owner has letters, digits and ._~- only, and begins with a letter or digit."
  }
}

variable "gemini" {
  description = "How the creative director asks Gemini: by the secret gemini-api-key (empty), in this project's name on Vertex AI (vertex), or not at all (off)."
  type        = string
  default     = ""

  validation {
    condition     = contains(["", "vertex", "off"], var.gemini)
    error_message = "gemini is empty, vertex or off."
  }
}

variable "protect" {
  description = "Refuse to delete what holds films and jobs: the database, and buckets that are not empty."
  type        = bool
  default     = true
}
