# A rollout that must be healthy for longer than it may take.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "service"

  group "app" {
    update {
      min_healthy_time = "10m"
      healthy_deadline = "1m"
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
