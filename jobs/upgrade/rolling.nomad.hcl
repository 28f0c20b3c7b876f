# A system job that is changed after each step of an upgrade, as the job of a CSI driver is.
variable "job_id" {
  type = string
}

variable "round" {
  type = string
}

job "rolling" {
  id   = var.job_id
  name = var.job_id
  type = "system"

  # Nomad 1.11 makes deployments of system jobs; before, it only paces the change.
  update {
    max_parallel      = 10
    min_healthy_time  = "1s"
    healthy_deadline  = "20s"
    progress_deadline = "30s"
  }

  group "rolling" {
    task "roll" {
      driver = "raw_exec"

      # The change: it replaces every allocation.
      env {
        ROUND = var.round
      }

      config {
        command = "/bin/sh"
        args    = ["-c", "trap 'exit 0' TERM; while :; do sleep 0.2; done"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
