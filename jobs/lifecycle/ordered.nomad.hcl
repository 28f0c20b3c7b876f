# The same two steps for every driver and job type: init writes a file, main shows it. A service's and a system
# job's main stays up.

variable "job_id" {
  type    = string
  default = "ordered"
}

variable "driver" {
  type    = string
  default = "exec"
}

variable "image" {
  type    = string
  default = "busybox:1"
}

variable "type" {
  type    = string
  default = "batch"
}

job "ordered" {
  id   = var.job_id
  type = var.type

  group "app" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    task "init" {
      lifecycle {
        hook    = "prestart"
        sidecar = false
      }

      driver = var.driver

      config {
        image   = var.driver == "docker" ? var.image : null
        command = "sh"
        # Long enough to be seen running: a task that is not ordered has started by then.
        args = ["-c", "sleep 1; echo made by init > $NOMAD_ALLOC_DIR/data/made"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "main" {
      driver = var.driver

      config {
        image   = var.driver == "docker" ? var.image : null
        command = "sh"
        args    = ["-c", "cat $NOMAD_ALLOC_DIR/data/made > $NOMAD_ALLOC_DIR/data/seen || exit 1; echo seen; ${var.type == "batch" ? "exit 0" : "exec sleep infinity"}"]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
