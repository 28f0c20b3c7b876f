# A secret block (Nomad 1.11) that names a provider.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "true"
      }

      secret "word" {
        provider = "nomad"
        path     = "nomad/jobs/any"
      }
    }
  }
}
