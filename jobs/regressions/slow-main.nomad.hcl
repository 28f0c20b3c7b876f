# main takes three seconds to end after its signal; each task notes what happens to it in the file "steps".

variable "job_id" {
  type    = string
  default = "slow-main"
}

job "slow-main" {
  id   = var.job_id
  type = "service"

  group "app" {
    task "proxy" {
      lifecycle {
        hook    = "prestart"
        sidecar = true
      }

      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", "trap 'echo proxy told to stop >> $NOMAD_ALLOC_DIR/data/steps; exit 0' TERM; while :; do sleep 0.1; done"]
      }

      kill_signal = "SIGTERM"

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "main" {
      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", "trap 'sleep 3; echo main over >> $NOMAD_ALLOC_DIR/data/steps; exit 0' TERM; echo ready to be stopped; while :; do sleep 0.1; done"]
      }

      kill_signal  = "SIGTERM"
      kill_timeout = "20s"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
