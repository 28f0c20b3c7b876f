# A prestart task that fails: main never starts.

variable "job_id" {
  type    = string
  default = "failing-prestart"
}

job "failing-prestart" {
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

    task "before" {
      lifecycle {
        hook    = "prestart"
        sidecar = false
      }

      driver = "exec"

      config {
        command = "false"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "main" {
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
