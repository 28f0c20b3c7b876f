# Prints the size of a volume that it has as a device, and the text at its beginning, which it writes first if it is given one. Whoever
# uses a device by hand needs the two halves: the volume, and `devices` for the container's right to open it.
variable "job_id" {
  type = string
}

variable "volume_id" {
  type = string
}

variable "image" {
  type = string
}

variable "text" {
  type    = string
  default = ""
}

job "device" {
  id   = var.job_id
  name = var.job_id
  type = "batch"

  group "device" {
    # One attempt: what the first allocation did is what the test judges.
    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    volume "device" {
      type            = "csi"
      source          = var.volume_id
      access_mode     = "single-node-writer"
      attachment_mode = "block-device"
      read_only       = false
    }

    task "device" {
      driver = "docker"

      volume_mount {
        volume      = "device"
        destination = "/volume"
      }

      config {
        image        = var.image
        security_opt = ["label=disable"]
        devices      = [for n in range(32) : { host_path = "/dev/loop${n}" }]
        command      = "sh"
        args = ["-c", <<-SCRIPT
          set -eu
          [ -b /volume ] || { echo "/volume is not a block device" >&2; exit 3; }
          [ -z "$TEXT" ] || echo "$TEXT" | dd of=/volume conv=notrunc,fsync
          { blockdev --getsize64 /volume; head -n 1 /volume; } | tee "$NOMAD_ALLOC_DIR/output"
        SCRIPT
        ]
      }

      env {
        TEXT = var.text
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
