# When the leader ends, its followers are stopped, though they would run for ever; cleanup comes last.

variable "job_id" {
  type    = string
  default = "leader"
}

job "leader" {
  id   = var.job_id
  type = "batch"

  group "app" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    task "leader" {
      leader = true
      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", "mkfifo $NOMAD_ALLOC_DIR/gate 2>/dev/null; read -r _ < $NOMAD_ALLOC_DIR/gate"]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "follower" {
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

    task "cleanup" {
      lifecycle {
        hook    = "poststop"
        sidecar = false
      }

      driver = "exec"

      config {
        command = "true"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
