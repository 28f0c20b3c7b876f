# cleanup runs when main is over, however main ended. main ends with the exit code written to the pipe "gate":
#   nomad alloc exec -task main <alloc> sh -c 'mkfifo alloc/gate; echo 0 > alloc/gate'

variable "job_id" {
  type    = string
  default = "poststop"
}

job "poststop" {
  id   = var.job_id
  type = "batch"

  group "app" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    task "main" {
      driver = "exec"

      config {
        command = "sh"
        args = [
          "-c", "cd $NOMAD_ALLOC_DIR; trap 'echo stopped >> data/steps; exit 0' TERM; mkfifo gate 2>/dev/null; read -r code < gate; echo main >> data/steps; exit $code",
        ]
      }

      kill_signal = "SIGTERM"

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "cleanup" {
      lifecycle {
        hook    = "poststop"
        sidecar = false
      }

      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", "echo cleanup >> $NOMAD_ALLOC_DIR/data/steps"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
