# A batch job in flight: an exec task that works until it is stopped. Stopped, it has not done its work, and says so by its
# exit code: a batch allocation that ended with 0 is not run again on another client.
variable "job_id" {
  type = string
}

job "batch" {
  id   = var.job_id
  name = var.job_id
  type = "batch"

  group "batch" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    # Without an attempt left, Nomad stops the work of a drained client and places it nowhere else.
    reschedule {
      attempts       = 10
      interval       = "1h"
      delay          = "5s"
      delay_function = "constant"
      unlimited      = false
    }

    task "work" {
      driver = "exec"

      config {
        command = "/bin/sh"
        args    = ["-c", "trap 'exit 1' INT TERM; while :; do date +%s >> /alloc/data/work; sleep 1; done"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
