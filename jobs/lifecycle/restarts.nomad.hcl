# Every task notes its starts in a file of its own name. main ends with the exit code written to the pipe "gate":
#   nomad alloc exec -task main <alloc> sh -c 'mkfifo alloc/gate; echo 1 > alloc/gate'

variable "job_id" {
  type    = string
  default = "restarts"
}

job "restarts" {
  id   = var.job_id
  type = "service"

  group "app" {
    restart {
      attempts = 3
      interval = "5m"
      delay    = "1s"
      mode     = "fail"
    }

    task "init" {
      lifecycle {
        hook    = "prestart"
        sidecar = false
      }

      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", "echo started >> $NOMAD_ALLOC_DIR/data/init"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "sidecar" {
      lifecycle {
        hook    = "prestart"
        sidecar = true
      }

      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", "echo started >> $NOMAD_ALLOC_DIR/data/sidecar; exec sleep infinity"]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "main" {
      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", "cd $NOMAD_ALLOC_DIR; echo started >> data/main; mkfifo gate 2>/dev/null; until read -r code < gate; do true; done; exit $code"]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
