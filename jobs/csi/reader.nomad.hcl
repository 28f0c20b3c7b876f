# Holds a volume as a reader until it is stopped. A number in /local/exit-code ends it with that code.
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

variable "count" {
  type    = number
  default = 1
}

# `service` where a drain must move the job: a batch job that has ended well is not run again.
variable "type" {
  type    = string
  default = "batch"
}

job "reader" {
  id   = var.job_id
  name = var.job_id
  type = var.type

  group "reader" {
    count = var.count

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
      read_only       = true
    }

    task "read" {
      driver = "docker"

      volume_mount {
        volume      = "data"
        destination = "/data"
        read_only   = true
      }

      config {
        image        = var.image
        security_opt = ["label=disable"]
        command      = "sh"
        args = ["-c", <<-SCRIPT
          trap 'exit 0' TERM
          while [ ! -e /local/exit-code ]; do sleep 0.1; done
          exit "$(cat /local/exit-code)"
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
