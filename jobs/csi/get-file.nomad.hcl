# Lists the files in a volume and prints the hash of each.
variable "job_id" {
  type = string
}

variable "volume_id" {
  type = string
}

variable "image" {
  type = string
}

variable "access_mode" {
  type    = string
  default = "single-node-writer"
}

# A regular expression over node names: which nodes the allocation may run on.
variable "node" {
  type    = string
  default = ".*"
}

# How often Nomad may try again when it cannot mount the volume.
variable "reschedules" {
  type    = number
  default = 0
}

job "get-file" {
  id   = var.job_id
  name = var.job_id
  type = "batch"

  group "get" {
    constraint {
      attribute = "${node.unique.name}"
      operator  = "regexp"
      value     = var.node
    }

    # One attempt unless it is asked for more: what the first allocation did is what the test judges.
    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts       = var.reschedules
      interval       = "10m"
      delay          = "5s"
      delay_function = "constant"
      unlimited      = false
    }

    volume "data" {
      type            = "csi"
      source          = var.volume_id
      access_mode     = var.access_mode
      attachment_mode = "file-system"
      read_only       = false
    }

    task "get" {
      driver = "docker"

      volume_mount {
        volume      = "data"
        destination = "/data"
      }

      config {
        image        = var.image
        security_opt = ["label=disable"]
        command      = "sh"
        args = ["-c", <<-SCRIPT
          set -eu
          cd /data
          ls -l
          sha256sum hello-* | tee "$NOMAD_ALLOC_DIR/output"
        SCRIPT
        ]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
