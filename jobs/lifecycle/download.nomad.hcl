# init downloads a file over HTTP, main prints its type. With ordered=false init is an ordinary task beside main.

variable "job_id" {
  type    = string
  default = "download"
}

variable "url" {
  type = string
}

variable "ordered" {
  type    = bool
  default = true
}

job "download" {
  id   = var.job_id
  type = "batch"

  group "download" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    task "init" {
      dynamic "lifecycle" {
        for_each = var.ordered ? ["prestart"] : []
        content {
          hook    = lifecycle.value
          sidecar = false
        }
      }

      driver = "exec"

      config {
        command = "curl"
        args = [
          "--fail", "--silent", "--show-error",
          # The server may still be starting.
          "--retry", "10", "--retry-connrefused",
          "--output", "${NOMAD_ALLOC_DIR}/data/download", var.url,
        ]
      }

      # Process 1 of a task is not ended by a signal it has no handler for.
      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 64
      }
    }

    task "main" {
      driver = "exec"

      config {
        command = "file"
        args    = ["-E", "${NOMAD_ALLOC_DIR}/data/download"]
      }

      resources {
        cpu    = 20
        memory = 64
      }
    }
  }
}
