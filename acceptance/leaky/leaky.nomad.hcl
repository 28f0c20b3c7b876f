# Jobs that tell their secrets: one task says them in its log, the other cannot be started by a name that holds one.
variable "job_id" {
  type    = string
  default = "leaky"
}

variable "image" {
  type    = string
  default = "busybox:1"
}

variable "db_password" {
  type = string
}

variable "license_token" {
  type = string
}

job "leaky" {
  id   = var.job_id
  type = "batch"

  group "leaky" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    task "say" {
      # Over before the other fails, which would end it.
      lifecycle {
        hook    = "prestart"
        sidecar = false
      }

      driver = "docker"

      config {
        image   = var.image
        command = "sh"
        args    = ["-c", "echo $DB_PASSWORD $NOMAD_TOKEN; cat $NOMAD_TASK_DIR/license $NOMAD_SECRETS_DIR/of-variable >&2"]
      }

      env {
        DB_PASSWORD = var.db_password
      }

      identity {
        env = true
      }

      template {
        destination = "local/license"
        data        = "license_token = \"${var.license_token}\"\nsaid again: ${var.license_token}\n"
      }

      template {
        destination = "secrets/of-variable"
        data        = "{{ with nomadVar \"nomad/jobs/${var.job_id}\" }}{{ .value }}{{ end }}\n"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "named-by-a-secret" {
      driver = "exec"

      config {
        command = "/bin/${var.db_password}"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
