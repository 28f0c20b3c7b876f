# A rollout with canaries for a job that has none.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    update {
      canary = 1
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
