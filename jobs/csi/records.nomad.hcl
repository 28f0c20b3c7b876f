# Prints every record that writers left in a volume.
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

job "records" {
  id   = var.job_id
  name = var.job_id
  type = "batch"

  group "records" {
    constraint {
      attribute = "${node.unique.name}"
      operator  = "regexp"
      value     = var.node
    }

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
      access_mode     = var.access_mode
      attachment_mode = "file-system"
      read_only       = false
    }

    task "records" {
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
          # No record at all is an empty answer, not a failure.
          cat /data/records-* 2>/dev/null | tee "$NOMAD_ALLOC_DIR/output"
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
