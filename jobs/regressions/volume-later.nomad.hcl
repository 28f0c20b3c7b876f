# A service with no volume (volume_type = ""), or with one of this type and source at /data.

variable "job_id" {
  type    = string
  default = "volume-later"
}

variable "image" {
  type    = string
  default = "busybox:1"
}

variable "volume_type" {
  type    = string
  default = ""
}

variable "source" {
  type    = string
  default = ""
}

job "volume-later" {
  id   = var.job_id
  type = "service"

  update {
    min_healthy_time = "0s"
  }

  group "app" {
    dynamic "volume" {
      for_each = var.volume_type == "" ? [] : [var.volume_type]
      labels   = ["data"]

      content {
        type            = volume.value
        source          = var.source
        access_mode     = volume.value == "csi" ? "single-node-writer" : ""
        attachment_mode = volume.value == "csi" ? "file-system" : ""
        read_only       = false
      }
    }

    task "main" {
      driver = "docker"

      config {
        image   = var.image
        command = "sleep"
        args    = ["infinity"]
      }

      dynamic "volume_mount" {
        for_each = var.volume_type == "" ? [] : [var.volume_type]

        content {
          volume      = "data"
          destination = "/data"
        }
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
