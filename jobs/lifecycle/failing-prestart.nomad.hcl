# init fails every time; it is tried three times, one second apart.

variable "job_id" {
  type    = string
  default = "failing-prestart"
}

job "failing-prestart" {
  id   = var.job_id
  type = "batch"

  group "app" {
    restart {
      attempts = 2
      interval = "5m"
      delay    = "1s"
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    task "init" {
      lifecycle {
        hook    = "prestart"
        sidecar = false
      }

      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", "echo tried >> $NOMAD_ALLOC_DIR/data/tries; exit 7"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "main" {
      driver = "exec"

      config {
        command = "touch"
        args    = ["${NOMAD_ALLOC_DIR}/data/main-ran"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
