# Holds a volume as a writer that writes nothing by itself, until it is stopped.
variable "job_id" {
  type = string
}

variable "volume_id" {
  type = string
}

variable "image" {
  type = string
}

job "holder" {
  id   = var.job_id
  name = var.job_id
  type = "batch"

  group "holder" {
    # One attempt: what the first allocation did is what the test judges.
    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    volume "data" {
      type            = "csi"
      source          = var.volume_id
      access_mode     = "single-node-writer"
      attachment_mode = "file-system"
      read_only       = false
    }

    task "hold" {
      driver = "docker"

      volume_mount {
        volume      = "data"
        destination = "/data"
      }

      config {
        image        = var.image
        security_opt = ["label=disable"]
        command      = "sh"
        args         = ["-c", "trap 'exit 0' TERM; while :; do sleep 1; done"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
