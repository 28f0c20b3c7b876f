# A service that an upgrade must leave alone: a docker task, an exec sidecar before it, a raw_exec task after it, a
# Nomad variable in a template, a sticky ephemeral disk and a host volume.
variable "job_id" {
  type = string
}

variable "image" {
  type = string
}

job "service" {
  id   = var.job_id
  name = var.job_id
  type = "service"

  group "service" {
    # One attempt: a task that ended during the upgrade must not look as if it had kept running.
    restart {
      attempts = 0
      mode     = "fail"
    }

    ephemeral_disk {
      sticky  = true
      migrate = true
      size    = 400
    }

    volume "host" {
      type   = "host"
      source = "e2e"
    }

    task "sidecar" {
      driver = "exec"

      lifecycle {
        hook    = "prestart"
        sidecar = true
      }

      config {
        command = "/bin/sh"
        args    = ["-c", "trap 'exit 0' TERM; while :; do date +%s >> /alloc/data/sidecar; sleep 1; done"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "main" {
      driver = "docker"

      volume_mount {
        volume      = "host"
        destination = "/host"
      }

      template {
        data        = "{{ with nomadVar \"nomad/jobs/${var.job_id}\" }}{{ .word }}{{ end }}"
        destination = "local/word"
      }

      config {
        image   = var.image
        command = "sh"
        args    = ["-c", "trap 'exit 0' TERM; while :; do cp /local/word /host/word-$NOMAD_ALLOC_ID; sleep 1; done"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "after" {
      driver = "raw_exec"

      lifecycle {
        hook = "poststop"
      }

      config {
        command = "/bin/sh"
        args    = ["-c", "cp \"$NOMAD_ALLOC_DIR/data/sidecar\" \"$NOMAD_ALLOC_DIR/data/after\""]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
