# Two poststart tasks: "register" does its work once main has started, "proxy" runs beside main until main ends.
# main ends when somebody writes to the pipe "gate":
#   nomad alloc exec -task main <alloc> sh -c 'mkfifo alloc/gate; echo go > alloc/gate'

variable "job_id" {
  type    = string
  default = "poststart"
}

# Holds main back, after its placement, until the variable nomad/jobs/<job> has the item "go" (Nomad 1.4).
variable "held" {
  type    = bool
  default = false
}

job "poststart" {
  id   = var.job_id
  type = "batch"

  group "app" {
    restart {
      attempts = 1
      delay    = "1s"
      mode     = "fail"
    }

    task "main" {
      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", "mkfifo $NOMAD_ALLOC_DIR/gate 2>/dev/null; read -r _ < $NOMAD_ALLOC_DIR/gate"]
      }

      dynamic "template" {
        for_each = var.held ? ["nomad/jobs/${var.job_id}"] : []
        content {
          destination = "local/go"
          data        = "{{ with nomadVar \"${template.value}\" }}{{ .go }}{{ end }}"
        }
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "register" {
      lifecycle {
        hook    = "poststart"
        sidecar = false
      }

      driver = "exec"

      config {
        command = "touch"
        args    = ["${NOMAD_ALLOC_DIR}/data/registered"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "proxy" {
      lifecycle {
        hook    = "poststart"
        sidecar = true
      }

      driver = "exec"

      config {
        command = "sleep"
        args    = ["infinity"]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
