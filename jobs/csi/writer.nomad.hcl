# Holds a volume as a writer: ten records a second, each flushed to the volume, until it is stopped or has written
# `records` of them. A number in /local/exit-code ends it with that code.
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

# How many records to write before it ends by itself. 0: it goes on until it is stopped.
variable "records" {
  type    = number
  default = 0
}

job "writer" {
  id   = var.job_id
  name = var.job_id
  type = var.type

  group "writer" {
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
      read_only       = false
    }

    task "write" {
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
          # Records go to one file an allocation: sequence, allocation, node, seconds on the kernel's own clock,
          # which all nodes on one machine share, and seconds on the wall clock. Each is on the disk before the next
          # is begun.
          trap 'exit 0' TERM
          seq=0
          while [ "$RECORDS" -eq 0 ] || [ "$seq" -lt "$RECORDS" ]; do
            seq=$((seq + 1))
            read -r now _ < /proc/uptime
            echo "$seq $NOMAD_ALLOC_ID $NODE_NAME $now $(date +%s)" > /tmp/record
            dd if=/tmp/record of="/data/records-$NOMAD_ALLOC_ID" oflag=append conv=notrunc,fsync 2>/dev/null || exit 3
            # From here on the record counts as acknowledged: it must never be missing from the volume. Replaced as a
            # whole, so that a reader never meets an empty file.
            echo "$seq" > /local/next && mv /local/next /local/acknowledged
            [ ! -e /local/exit-code ] || exit "$(cat /local/exit-code)"
            sleep 0.1
          done
        SCRIPT
        ]
      }

      env {
        NODE_NAME = "${node.unique.name}"
        RECORDS   = var.records
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
