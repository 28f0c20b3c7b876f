# A group that an autoscaler scales, each allocation with a CSI volume of its own: <volume_id>[0], <volume_id>[1] and so
# on. Each keeps one file in it: notes what others have put there (alloc/found), puts a file of its own
# (alloc/written), both as hashes, and then holds the volume until it is stopped.
variable "job_id" {
  type = string
}

variable "image" {
  type = string
}

variable "volume_id" {
  type = string
}

# A regular expression over node names: which nodes the allocation may run on.
variable "node" {
  type    = string
  default = ".*"
}

# Another value makes another version of the job.
variable "revision" {
  type    = string
  default = "1"
}

job "csi-per-alloc" {
  id   = var.job_id
  name = var.job_id
  type = "service"

  group "keep" {
    constraint {
      attribute = "${node.unique.name}"
      operator  = "regexp"
      value     = var.node
    }

    # Healthy once it runs: a drain moves nothing before.
    update {
      min_healthy_time = "0s"
    }

    migrate {
      min_healthy_time = "0s"
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

    # Nomad refuses counts outside of these from whoever scales the group.
    scaling {
      enabled = true
      min     = 1
      max     = 3
    }

    volume "data" {
      type            = "csi"
      source          = var.volume_id
      per_alloc       = true
      access_mode     = "single-node-writer"
      attachment_mode = "file-system"
    }

    task "keep" {
      lifecycle {
        hook    = "prestart"
        sidecar = false
      }

      driver = "docker"

      volume_mount {
        volume      = "data"
        destination = "/data"
      }

      config {
        image   = var.image
        command = "sh"
        args = ["-c", <<-SCRIPT
          set -eu
          mkdir -p "$FOLDER"
          cd "$FOLDER"
          for file in hello-*; do [ ! -e "$file" ] || sha256sum "$file"; done > "$NOMAD_ALLOC_DIR/found"
          own="hello-$NOMAD_ALLOC_ID"
          [ -e "$own" ] || dd if=/dev/urandom of="$own" bs=64k count=1 conv=fsync
          sha256sum "$own" > "$NOMAD_ALLOC_DIR/written"
        SCRIPT
        ]
      }

      env {
        FOLDER = "/data/files"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "hold" {
      driver = "raw_exec"

      config {
        command = "sleep"
        args    = ["infinity"]
      }

      env {
        REVISION = var.revision
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
